import Operations
import Testing
import TestSupport

@testable import Tensors

@Suite struct MemoryPlanTests {
  @Test(arguments: 0..<400) func noLiveValueIsOverwritten(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let graph = randomGraph(&random)
    let values = graph.nodes.indices.flatMap { node in
      graph.nodes[node].outputs.indices.map { Value(node: node, output: $0) }
    }
    var external: [Value: Int] = [:]
    for value in values {
      let isSource = graph.nodes[value.node].operation is Source
      if isSource || Int.random(in: 0..<20, using: &random) == 0 { external[value] = external.count }
    }
    let kept = values.filter { _ in Int.random(in: 0..<8, using: &random) == 0 }
    let transformations: Transformations = seed % 4 == 0 ? [] : seed % 4 == 1 ? .placement : .all
    var plan = MemoryPlan(
      graph, external: external, kept: kept, transformations: transformations)
    let sizes = graph.nodes.map { node in
      switch node.operation.memory {
      case .view, .joins: [Int]()
      default:
        (0..<Int.random(in: 0...2, using: &random)).map { _ in 4 * Int.random(in: 1...40, using: &random) }
      }
    }
    let scratch = Array(zip(sizes, plan.layOut(scratch: sizes)))
    let simulation = MemorySimulation(graph, plan, scratch: scratch, kept: kept)
    #expect(simulation.fault == nil)
    for storage in plan.storages where storage.external == nil && storage.size > 0 {
      #expect(storage.offset! + storage.size <= plan.arenaSize)
    }
  }

  /// Views, joins, and operations of every use of memory, over vectors of a few sizes.
  private func randomGraph(_ random: inout SeededGenerator) -> Graph {
    let graph = Graph()
    var values = (0..<3).map { graph.input("x\($0)", [[32, 20, 64][$0]]) }
    func pick(_ random: inout SeededGenerator) -> Tensor {
      // Recent ones more often, so that lives are short.
      Bool.random(using: &random)
        ? values.randomElement(using: &random)! : values.suffix(4).randomElement(using: &random)!
    }
    for number in 0..<40 {
      let a = pick(&random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0...1: values.append(a.reshaped([a.count, 1]).reshaped([a.count]))
      case 2:
        let length = Int.random(in: 1...a.count, using: &random)
        let start = Int.random(in: 0...(a.count - length), using: &random)
        let aligned = start / 4 * 4
        values.append(a.sliced(axis: 0, start: Bool.random(using: &random) ? start : aligned, length: length))
      case 3...4:
        let parts = (0..<Int.random(in: 2...4, using: &random)).map { _ in pick(&random) }
        if parts.map(\.count).reduce(0, +) < 1000 { values.append(.concatenate(parts, axis: 0)) }
      case 5...7:
        // What it reads has its size, or is repeated.
        let others = values.filter { $0.count == a.count || $0.count < 40 }
        let inputs = [a] + (0..<2).compactMap { _ in others.randomElement(using: &random) }
        let full = inputs.indices.filter { inputs[$0].count == a.count }
        values += graph.add(
          MarkedOperation(number: number, types: [a.type], memory: .reuses(inputs: full, output: 0)), inputs)
      case 8:
        let inputs = [a, pick(&random)]
        values += graph.add(
          MarkedOperation(number: number, types: [a.type], memory: .accumulates(inputs: [0])), inputs)
      default:
        let inputs = [pick(&random), a, pick(&random)]
        values += graph.add(
          MarkedOperation(
            number: number, types: [TensorType([32]), a.type, inputs[2].type],
            memory: .updates(inputs: [1, 2], outputs: [1, 2])), inputs)
      }
    }
    return graph
  }

  /// The bytes that must be there at once, at the least: at each node what it reads and writes, and what is still read.
  @Test(arguments: [4, 16, 64]) func aChainOfLayersNeedsLittleMoreThanItMust(layers: Int) throws {
    let graph = Graph()
    let (rows, width) = (64, 256)
    let start = graph.input("x", [rows, width])
    let weights = (0..<layers).map { graph.input("w\($0)", [width, width]) }
    let output = weights.reduce(start) { $0.linear($1).activated(by: .tanh) }
    let gradients = graph.gradients(of: output.squared().sum(), with: weights).map { $0! }
    let arena = try Executable(
      .init(outputs: Dictionary(uniqueKeysWithValues: gradients.enumerated().map { ("\($0)", $1) })),
      graph: graph, store: VariableStore([], device: TensorBench().context.device),
      context: TensorBench().context
    ).arenaBytes
    // Activations of all layers until the backward pass has come to them, gradients of all weights.
    let activation = 4 * rows * width
    let least = layers * 4 * width * width + max(layers, 2) * activation
    #expect(Double(arena) < 1.3 * Double(least), "\(arena) bytes where \(least) are needed")
  }
}
