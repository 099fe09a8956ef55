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

  private let source: Source
  private let graph: Graph
  private let iteration: Int
  private let iterations: Int

  init(_ source: Source, in graph: Graph, iteration: Int, of iterations: Int) {
    self.source = source
    self.graph = graph
    self.iteration = iteration
    self.iterations = iterations
  }

  /// Numbers of this shape; nothing else may be drawn under this name.
  package func normal(_ name: String, _ shape: [Int]) -> Tensor {
    switch source {
    case .drawn: graph.normal(shape)
    case .given:
      graph.input(name, [iterations] + shape).sliced(axis: 0, start: iteration, length: 1).reshaped(shape)
    }
  }
}
