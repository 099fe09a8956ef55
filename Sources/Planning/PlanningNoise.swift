import Tensors

/// The standard normal numbers of one of a planner's iterations.
package struct PlanningNoise: Sendable {
  /// Where the numbers come from.
  package enum Source: Sendable {
    /// The device draws them, by the run's seed and step.
    case drawn
    /// Inputs of the same names [iterations, ...] give them.
    case given
  }

  private let graph: Graph
  private let form: Form

  private enum Form {
    case drawn
    /// Parts of inputs, of this iteration.
    case part(iteration: Int, iterations: Int)
    /// Inputs, of one step.
    case step(Names)
  }

  /// The inputs that were asked for. It belongs to the thread that traces.
  final class Names: @unchecked Sendable {
    fileprivate(set) var inputs: [(name: String, tensor: Tensor)] = []
  }

  init(_ source: Source, in graph: Graph, iteration: Int, of iterations: Int) {
    self.graph = graph
    form = source == .drawn ? .drawn : .part(iteration: iteration, iterations: iterations)
  }

  /// Of a step in a graph of its own: inputs of the numbers' names and shapes, which are added to `names`.
  init(ofStepIn graph: Graph, names: Names) {
    self.graph = graph
    form = .step(names)
  }

  /// Numbers of this shape; nothing else may be drawn under this name.
  package func normal(_ name: String, _ shape: [Int]) -> Tensor {
    switch form {
    case .drawn: return graph.normal(shape)
    case .part(let iteration, let iterations):
      return graph.input(name, [iterations] + shape).sliced(axis: 0, start: iteration, length: 1)
        .reshaped(shape)
    case .step(let names):
      let input = graph.input(name, shape)
      names.inputs.append((name, input))
      return input
    }
  }
}
