import Operations
import Testing
import TestSupport

@testable import Tensors

@Suite struct RandomDrawTests {
  private func draws(seed: UInt64 = 1, step: UInt64 = 0, _ transformations: Transformations = .all) throws
    -> [String: [Float]]
  {
    let graph = Graph()
    let (a, b, c) = (graph.normal([67]), graph.normal([67]), graph.uniform([67]))
    var options = Executable.Options(transformations)
    options.seed = seed
    return try TensorBench().run(
      graph, outputs: ["a": a, "b": b, "c": c, "sum": a + b], options: options, step: step)
  }

  @Test func drawsDependOnSeedStepAndPlaceAlone() throws {
    let first = try draws()
    #expect(try draws() == first)
    #expect(try draws([]) == first)
    #expect(first["a"] != first["b"])
    #expect(first["sum"] == zip(first["a"]!, first["b"]!).map(+))
    for other in [try draws(seed: 2), try draws(seed: 1 << 32), try draws(step: 1), try draws(step: 1 << 32)]
    {
      for name in ["a", "b", "c"] { #expect(other[name] != first[name]) }
    }
    #expect(first["c"]!.allSatisfy { 0..<1 ~= $0 })
  }

  /// What else a program computes does not bear on its draws.
  @Test func aDrawKeepsItsNumber() throws {
    let graph = Graph()
    let (_, b) = (graph.normal([67]), graph.normal([67]))
    var options = Executable.Options()
    options.seed = 1
    #expect(try TensorBench().run(graph, outputs: ["b": b], options: options)["b"] == draws()["b"])
  }

  @Test func profilesDrawTheStepsNumbers() throws {
    let bench = try TensorBench()
    let graph = Graph()
    let executable = try Executable(
      .init(outputs: ["a": graph.normal([5])]), graph: graph, store: bench.store([]), context: bench.context)
    let queue = try bench.context.device.makeQueue(profiling: true)
    try executable.run(on: queue, step: 7)
    let expected = try executable.download("a", queue: queue)
    try executable.run(on: queue, step: 8)
    _ = try executable.profile(on: queue, step: 7)
    #expect(try executable.download("a", queue: queue) == expected)
  }
}
