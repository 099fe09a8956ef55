import Operations
import TestSupport

@testable import Tensors

/// A graph of random operations over small matrices, with a loss and its gradients.
struct RandomGraph {
  let graph: Graph
  var program = Executable.Program(outputs: [:])
  let variables: [(variable: Variable, values: [Float])]
  let inputs: [String: [Float]]

  /// The same graph for the same seed.
  init(seed: Int, mergesCommonSubexpressions: Bool = true) {
    var random = SeededGenerator(seed: UInt64(seed))
    graph = Graph(mergesCommonSubexpressions: mergesCommonSubexpressions)
    let shapes = [[4, 32], [1, 32], [4, 1], [5, 8], [8, 8]]
    inputs = Dictionary(
      uniqueKeysWithValues: shapes.enumerated().map { ("x\($0)", random.floats($1.product)) })
    variables = [[32, 32], [8, 32], [8, 8], [32], [8]].enumerated().map { index, shape in
      (Variable("w\(index)", shape: shape, role: .parameter(decays: true)), random.floats(shape.product))
    }
    var values = shapes.enumerated().map { graph.input("x\($0)", $1) }
    let weights = variables.map { graph.variable($0.variable) }
    for _ in 0..<24 {
      if let next = Self.next(values, weights, &random) { values.append(next) }
    }
    let loss = values.suffix(6).reduce(graph.full([], 0)) { $0 + $1.squared().mean() }
    let gradients = graph.gradients(of: loss, with: weights + values.prefix(5))
    program.outputs = ["loss": loss]
    for (index, value) in values.enumerated() where index % 3 == 0 { program.outputs["y\(index)"] = value }
    for (index, gradient) in gradients.dropFirst(weights.count).enumerated() {
      if let gradient { program.outputs["dx\(index)"] = gradient }
    }
    program.gradients = zip(variables, gradients).map { ($0.variable, $1) }
  }

  private static func next(_ values: [Tensor], _ weights: [Tensor], _ random: inout SeededGenerator)
    -> Tensor?
  {
    let a =
      Bool.random(using: &random)
      ? values.suffix(4).randomElement(using: &random)! : values.randomElement(using: &random)!
    let (rows, columns) = (a.shape[0], a.shape[1])
    func other(_ fits: (Tensor) -> Bool) -> Tensor? { values.filter(fits).randomElement(using: &random) }
    switch Int.random(in: 0..<14, using: &random) {
    case 0: return a.activated(by: .tanh)
    case 1: return (0.5 * a).activated(by: .elu)
    case 2...3: return other { Broadcast.shape($0.shape, a.shape) == a.shape }.map { a * $0 + 0.25 }
    case 4: return other { Broadcast.shape($0.shape, a.shape) == a.shape }.map { $0 - a }
    case 5:
      let weight = weights.first { $0.shape.count == 2 && $0.shape[1] == columns }
      let bias = weight.flatMap { weight in weights.first { $0.shape == [weight.shape[0]] } }
      return weight.map { (0.2 * a).linear($0, bias: bias) }
    case 6:
      let start = Int.random(in: 0..<rows, using: &random)
      return a.sliced(axis: 0, start: start, length: Int.random(in: 1...(rows - start), using: &random))
    case 7:
      return columns > 8
        ? a.sliced(axis: 1, start: Int.random(in: 0...(columns - 8), using: &random), length: 8) : nil
    case 8...9:
      let parts = (0..<2).compactMap { _ in other { $0.shape[1] == columns } }
      return a.count < 600 && parts.count == 2 ? .concatenate([a] + parts, axis: 0) : nil
    case 10: return other { $0.shape[0] == rows && $0.count < 600 }.map { .concatenate([$0, a], axis: 1) }
    case 11: return a.count % 32 == 0 ? a.reshaped([-1, columns == 32 ? 8 : 32]) : nil
    case 12: return a.softmax()
    default:
      return Bool.random(using: &random)
        ? a.sum([0]).reshaped([1, columns]) : a.mean([1]).reshaped([rows, 1])
    }
  }

  /// All outputs, and the block of gradients.
  func run(_ bench: TensorBench, _ transformations: Transformations) throws -> [String: [Float]] {
    let store = try bench.store(variables)
    var options = Executable.Options(transformations)
    let block = try bench.context.makeArray([store.layout!.count])
    options.gradientBlock = block
    var results = try bench.run(program, graph, store: store, inputs: inputs, options: options)
    results["gradients"] = try bench.queue.download(block.buffer, range: nil).wait().array()
    return results
  }
}
