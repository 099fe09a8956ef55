import Device
import Operations
import TestSupport
import Testing

@testable import Tensors

@Suite struct ScatterTests {
  /// A table that rows are read from and written to in one run, as a pool of latent states is, is changed in place.
  @Test(arguments: [Transformations.all, []])
  func aTableIsReadAndWrittenInPlace(_ transformations: Transformations) throws {
    let device = try Devices.select(nil)
    let table = Variable("table", shape: [6, 3], role: .state)
    let store = try VariableStore([table], device: device)
    let queue = try device.makeQueue(profiling: false)
    try store.upload((0..<18).map(Float.init), to: table, queue: queue)
    let graph = Graph()
    let (from, to) = (graph.input("from", [2], .int32), graph.input("to", [2], .int32))
    let before = graph.variable(table)
    let rows = before.gatheringRows(from)
    var options = Executable.Options()
    options.transformations = transformations
    let executable = try Executable(
      .init(outputs: ["rows": rows], assignments: [(table, before.scatteringRows(2 * rows, at: to))]),
      graph: graph, store: store, context: OperationContext(device: device), options: options)
    #expect(!executable.steps.contains { $0.operation == "assign" })
    try executable.upload([Int32(1), 4], to: "from", queue: queue)
    try executable.upload([Int32(4), 0], to: "to", queue: queue)
    try executable.run(on: queue)
    #expect(try executable.download("rows", queue: queue) == [3, 4, 5, 12, 13, 14])
    let expected: [Float] = [24, 26, 28, 3, 4, 5, 6, 7, 8, 9, 10, 11, 6, 8, 10, 15, 16, 17]
    #expect(try store.download(table, queue: queue) == expected)
  }

  /// What is read of the table's earlier content after it was written is kept.
  @Test func earlierContentCanBeReadLater() throws {
    let device = try Devices.select(nil)
    let table = Variable("table", shape: [3, 2], role: .state)
    let store = try VariableStore([table], device: device)
    let queue = try device.makeQueue(profiling: false)
    try store.upload([0, 1, 2, 3, 4, 5], to: table, queue: queue)
    let graph = Graph()
    let to = graph.input("to", [1], .int32)
    let before = graph.variable(table)
    let after = before.scatteringRows(graph.full([1, 2], 9), at: to)
    let difference = after - before
    let executable = try Executable(
      .init(outputs: ["difference": difference], assignments: [(table, after)]), graph: graph, store: store,
      context: OperationContext(device: device))
    try executable.upload([Int32(1)], to: "to", queue: queue)
    try executable.run(on: queue)
    #expect(try executable.download("difference", queue: queue) == [0, 0, 7, 6, 0, 0])
    #expect(try store.download(table, queue: queue) == [0, 1, 9, 9, 4, 5])
  }
}
