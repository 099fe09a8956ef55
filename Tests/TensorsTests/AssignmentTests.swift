import Foundation
import Operations
import Testing
import TestSupport

@testable import Tensors

/// What runs leave in variables.
@Suite struct AssignmentTests {
  private let a = Variable("a", shape: [3], role: .state)
  private let b = Variable("b", shape: [3], role: .state)

  /// Runs the program `runs` times from a = [1, 2, 3] and b = [4, 5, 6]; the variables' values and the last outputs.
  private func run(
    _ transformations: Transformations, runs: Int = 1, _ build: (Graph) -> Executable.Program
  ) throws -> (a: [Float], b: [Float], outputs: [String: [Float]]) {
    let bench = try TensorBench()
    let store = try bench.store([(a, [1, 2, 3]), (b, [4, 5, 6])])
    let graph = Graph()
    let outputs = try bench.run(
      build(graph), graph, store: store, options: .init(transformations), runs: runs)
    return (
      try store.download(a, queue: bench.queue), try store.download(b, queue: bench.queue), outputs
    )
  }

  @Test(arguments: Transformations.tested) func variablesAreSwapped(_ transformations: Transformations) throws
  {
    let result = try run(transformations) { graph in
      let (x, y) = (graph.variable(a), graph.variable(b))
      return .init(outputs: ["sum": x + y], assignments: [(a, y), (b, x)])
    }
    #expect(result.a == [4, 5, 6] && result.b == [1, 2, 3] && result.outputs["sum"] == [5, 7, 9])
  }

  @Test(arguments: Transformations.tested) func aVariableKeepsItsValueOrIsSet(
    _ transformations: Transformations
  )
    throws
  {
    let result = try run(transformations, runs: 3) { graph in
      let x = graph.variable(a)
      return .init(
        outputs: ["old": x, "view": x.reshaped([3, 1])],
        assignments: [(a, x + 1), (b, x.reshaped([1, 3]).reshaped([3]))])
    }
    #expect(result.a == [4, 5, 6] && result.b == [3, 4, 5])
    #expect(result.outputs["old"] == [3, 4, 5] && result.outputs["view"] == [3, 4, 5])
    let kept = try run(transformations) { graph in
      let x = graph.variable(a)
      return .init(outputs: [:], assignments: [(a, x), (b, x.reshaped([3, 1]).reshaped([3]))])
    }
    #expect(kept.a == [1, 2, 3] && kept.b == [1, 2, 3])
  }

  @Test(arguments: Transformations.tested) func oneValueForTwoVariables(_ transformations: Transformations)
    throws
  {
    for flipped in [false, true] {
      let result = try run(transformations) { graph in
        let next = normalized(graph).runningMean
        let pairs = [(variable: a, value: next), (variable: b, value: next)]
        return .init(outputs: ["next": next], assignments: flipped ? pairs.reversed() : pairs)
      }
      #expect(result.a == [1.5, 2, 2.5] && result.b == result.a && result.outputs["next"] == result.a)
    }
  }

  @Test(arguments: Transformations.tested) func averagesThatOthersReadToo(_ transformations: Transformations)
    throws
  {
    let result = try run(transformations) { graph in
      let (x, y) = (graph.variable(a), graph.variable(b))
      let first = normalized(graph)
      let input = graph.constant([2, 2, 2, 2, 2, 2], [2, 3])
      let second = input.batchNormalized(
        weight: x, bias: x, runningMean: first.runningMean, runningVariance: first.runningVariance,
        momentum: 0.5, epsilon: 1e-5)
      return .init(
        outputs: ["old": x, "middle": first.runningMean, "last": second.runningMean, "other": y],
        assignments: [(a, second.runningMean), (b, second.runningVariance)])
    }
    #expect(result.outputs["old"] == [1, 2, 3] && result.outputs["other"] == [4, 5, 6])
    #expect(result.outputs["middle"] == [1.5, 2, 2.5] && result.outputs["last"] == [1.75, 2, 2.25])
    #expect(result.a == [1.75, 2, 2.25])
    #expect(result.b == [1, 1.25, 1.5])
  }

  /// Twos, normalized with running averages a and b.
  private func normalized(_ graph: Graph) -> (output: Tensor, runningMean: Tensor, runningVariance: Tensor) {
    graph.constant([2, 2, 2, 2, 2, 2], [2, 3]).batchNormalized(
      weight: graph.full([3], 1), bias: graph.full([3], 0), runningMean: graph.variable(a),
      runningVariance: graph.variable(b), momentum: 0.5, epsilon: 1e-5)
  }

  @Test(arguments: [1, 2, 5], Transformations.tested)
  func runningAveragesFollowPyTorchsRule(applications: Int, transformations: Transformations) throws {
    let bench = try TensorBench()
    var random = SeededGenerator(seed: 3)
    let shape = [7, 2, 3]
    let inputs = Dictionary(
      uniqueKeysWithValues: (0..<applications).map { ("x\($0)", random.floats(shape.product)) })
    let store = try bench.store([(a, [0, 0, 0]), (b, [1, 1, 1])])
    let graph = Graph()
    var (mean, variance) = (graph.variable(a), graph.variable(b))
    for index in 0..<applications {
      let result = graph.input("x\(index)", shape).batchNormalized(
        weight: graph.full([3], 1), bias: graph.full([3], 0), runningMean: mean, runningVariance: variance,
        momentum: 0.1, epsilon: 1e-5)
      (mean, variance) = (result.runningMean, result.runningVariance)
    }
    let runs = 3
    _ = try bench.run(
      .init(outputs: [:], assignments: [(a, mean), (b, variance)]), graph, store: store, inputs: inputs,
      options: .init(transformations), runs: runs)
    var expected = (mean: [0.0, 0, 0], variance: [1.0, 1, 1])
    for step in 0..<runs * applications {
      let values = inputs["x\(step % applications)"]!.map(Double.init)
      for channel in 0..<3 {
        let column = stride(from: channel, to: values.count, by: 3).map { values[$0] }
        let average = column.reduce(0, +) / 14
        let unbiased = column.map { ($0 - average) * ($0 - average) }.reduce(0, +) / 13
        expected.mean[channel] = 0.9 * expected.mean[channel] + 0.1 * average
        expected.variance[channel] = 0.9 * expected.variance[channel] + 0.1 * unbiased
      }
    }
    expectClose(try store.download(a, queue: bench.queue), expected.mean, "running mean")
    expectClose(try store.download(b, queue: bench.queue), expected.variance, "running variance")
  }

  @Test func runningAveragesAreUpdatedInPlace() throws {
    let bench = try TensorBench()
    let store = try bench.store([(a, [0, 0, 0]), (b, [1, 1, 1])])
    let graph = Graph()
    let result = normalized(graph)
    let executable = try Executable(
      .init(outputs: [:], assignments: [(a, result.runningMean), (b, result.runningVariance)]), graph: graph,
      store: store, context: bench.context)
    #expect(!executable.steps.contains { $0.operation == "assign" })
  }
}
