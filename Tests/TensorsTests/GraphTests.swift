import Operations
import Testing
import TestSupport

@testable import Tensors

@Suite struct GraphTests {
  @Test(arguments: Transformations.tested) func constants(_ transformations: Transformations) throws {
    let graph = Graph()
    let zeros = graph.zeros([2, 3])
    let values = graph.constant([1, 2, 3], [3])
    let actual = try TensorBench().run(
      graph,
      outputs: [
        "zeros": zeros, "values": values, "sum": zeros + values, "scalar": graph.full([], 4),
        "view": values.reshaped([3, 1]),
        "seven": graph.full([2], 3) + graph.full([2], 4),
      ], options: .init(transformations))
    #expect(actual["zeros"] == [0, 0, 0, 0, 0, 0] && actual["values"] == [1, 2, 3])
    #expect(actual["sum"] == [1, 2, 3, 1, 2, 3] && actual["scalar"] == [4] && actual["view"] == [1, 2, 3])
    #expect(actual["seven"] == [7, 7])
  }

  @Test func anEmptyProgramRuns() throws {
    #expect(try TensorBench().run(Graph(), outputs: [:]).isEmpty)
  }

  @Test func oneNode() throws {
    let graph = Graph()
    #expect(
      try TensorBench().run(graph, outputs: ["x": graph.input("x", [2])], inputs: ["x": [1, 2]]) == [
        "x": [1, 2]
      ])
    let other = Graph()
    #expect(try TensorBench().run(other, outputs: ["x": other.full([2], 5)]) == ["x": [5, 5]])
  }

  @Test func equalOperationsAreOneNode() {
    let graph = Graph()
    let x = graph.input("x", [3])
    #expect(x.squared() == x.squared() && x.squared() != x.absolute() && graph.input("x", [3]) == x)
    #expect(graph.normal([3]) != graph.normal([3]))
    let plain = Graph(mergesCommonSubexpressions: false)
    let y = plain.input("x", [3])
    let twice = y.squared() + y.squared()
    let lowered = Lowering(plain, roots: [twice.value], transformations: [])
    #expect(y.squared() != y.squared() && lowered.graph.nodes.count == 4)
  }

  @Test func bytesAreCutAndJoined() throws {
    let bench = try TensorBench()
    let graph = Graph()
    let bytes = graph.input("bytes", [3, 8], .uint8)
    let parts = bytes.split([1, 2], axis: 0)
    let columns = bytes.sliced(axis: 1, start: 4, length: 4)
    let executable = try Executable(
      .init(outputs: [
        "rows": Tensor.concatenate([parts[1], parts[0]], axis: 0).imageToFloat(factor: 1),
        "columns": columns.imageToFloat(factor: 1),
      ]), graph: graph, store: bench.store([]), context: bench.context)
    let values = (0..<24).map { UInt8($0) }
    try executable.upload(values, to: "bytes", queue: bench.queue)
    try executable.run(on: bench.queue)
    #expect(
      try executable.download("rows", queue: bench.queue) == (values[8...] + values[..<8]).map(Float.init))
    #expect(
      try executable.download("columns", queue: bench.queue)
        == [4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23])
  }
}
