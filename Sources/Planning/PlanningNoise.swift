import Tensors

/// The standard normal numbers of one iteration of a planner.
package struct PlanningNoise: Sendable {
  /// The source of the numbers.
  package enum Source: Sendable {
    /// The device's generator, by the run's seed and step.
    case drawn
    /// Inputs of the numbers' names: [iterations, ...].
    case given
  }

  private let graph: Graph
  private let form: Form

  private enum Form {
    case drawn
    /// This iteration's part of inputs.
    case part(iteration: Int, iterations: Int)
    /// Inputs of a single step.
    case step(Names)
  }

  /// The inputs that were requested. To be used by the tracing thread only.
  final class Names: @unchecked Sendable {
    fileprivate(set) var inputs: [(name: String, tensor: Tensor)] = []
  }

  init(_ source: Source, in graph: Graph, iteration: Int, of iterations: Int) {
    self.graph = graph
    form = source == .drawn ? .drawn : .part(iteration: iteration, iterations: iterations)
  }

  /// The noise of a step in a graph of its own. It makes inputs of the numbers' names and shapes, and adds
  /// them to `names`.
  init(ofStepIn graph: Graph, names: Names) {
    self.graph = graph
    form = .step(names)
  }

  /// Numbers of this shape. Each name may be requested once.
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
