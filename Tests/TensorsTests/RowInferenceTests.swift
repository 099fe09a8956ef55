import Device
import Operations
import TestSupport
import Testing

@testable import Tensors

/// Row programs of given inputs compute what the operations' own launches do, whatever the batch.
@Suite struct RowInferenceTests {
  private static let table = Variable("table", shape: [9, 4], role: .state)
  private static let tableRows = 9

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Of an image [rows, 7, 6, 5], bytes [rows, 4, 3, 3] and a vector [rows, 37].
    let result: @Sendable (_ image: Tensor, _ bytes: Tensor, _ vector: Tensor) -> Tensor
  }

  private static func parameter(_ graph: Graph, _ count: Int, seed: UInt64) -> Tensor {
    var numbers = SeededGenerator(seed: seed)
    return graph.constant(numbers.floats(count), [count])
  }

  static let cases = [
    Case(testDescription: "average pooling") { image, _, _ in
      image.averagePooled(size: 3, stride: 2, padding: 1).sum([1, 2, 3])
    },
    Case(testDescription: "maximum pooling") { image, _, _ in
      image.maximumPooled(size: 2, stride: 1, padding: 1).averagePooled(size: 3, stride: 3).sum([1, 2, 3])
    },
    Case(testDescription: "layer normalization of vectors") { _, _, vector in
      let graph = vector.graph
      let normal = vector.layerNormalized(
        weight: parameter(graph, 37, seed: 1), bias: parameter(graph, 37, seed: 2))
      return normal.squared().sum([1])
    },
    Case(testDescription: "layer normalization of pixels") { image, _, _ in
      let graph = image.graph
      let normal = image.layerNormalized(
        weight: parameter(graph, 5, seed: 1), bias: parameter(graph, 5, seed: 2), epsilon: 0.1)
      return normal.squared().sum([1, 2, 3])
    },
    Case(testDescription: "bytes") { _, bytes, _ in bytes.imageToFloat(factor: 0.25).squared().sum([1, 2, 3])
    },
  ]

  private func trace(_ one: Case, _ graph: Graph, rows: Int) -> (
    inputs: [String: Tensor], outputs: [String: Tensor], stored: Tensor
  ) {
    let image = graph.input("image", [rows, 7, 6, 5])
    let bytes = graph.input("bytes", [rows, 4, 3, 3], .uint8)
    let vector = graph.input("vector", [rows, 37])
    let stored = graph.variable(Self.table).scatteringRows(
      vector.sliced(axis: 1, start: 3, length: 4), at: graph.input("places", [rows], .int32))
    return (
      ["image": image, "bytes": bytes, "vector": vector],
      ["result": one.result(image, bytes, vector), "vector": vector + 1], stored
    )
  }

  /// The outputs and the table, for so many rows, of which the last is put where the table ends.
  private func run(_ one: Case, rows: Int, device: any Device, inOneLaunch: Bool) throws -> [String: [Float]]
  {
    let graph = Graph()
    let store = try VariableStore([Self.table], device: device)
    var (outputs, stored): ([String: Tensor], Tensor)
    if inOneLaunch {
      let inputs = trace(one, graph, rows: rows).inputs
      let program = try RowProgram(
        count: 64, table: Self.table, given: Set(inputs.keys), info: device.info
      ) { rows in
        let own = Graph()
        let traced = trace(one, own, rows: rows)
        return (own, traced.outputs, traced.stored)
      }
      (outputs, stored) = program.inferring(
        inputs, places: graph.input("places", [rows], .int32), named: "places",
        parameters: graph.adopt(program.parameters), table: graph.variable(Self.table))
    } else {
      let traced = trace(one, graph, rows: rows)
      (outputs, stored) = (traced.outputs, traced.stored)
    }
    let queue = try device.makeQueue(profiling: false)
    let executable = try Executable(
      Executable.Program(outputs: outputs, assignments: [(Self.table, stored)]), graph: graph, store: store,
      context: OperationContext(device: device))
    try executable.fillArena(pattern: Float.nan.bitPattern, on: queue)
    for (name, array) in executable.inputs {
      var numbers = SeededGenerator(seed: UInt64(array.count))
      switch name {
      case "bytes":
        let bytes = (0..<array.count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
        try executable.upload(bytes, to: name, queue: queue)
      case "places":
        try executable.upload((0..<rows).map { Int32(Self.tableRows - 1 - $0) }, to: name, queue: queue)
      default: try executable.upload(numbers.floats(array.count), to: name, queue: queue)
      }
    }
    try executable.run(on: queue)
    var results = try outputs.keys.reduce(into: [String: [Float]]()) {
      $0[$1] = try executable.download($1, queue: queue)
    }
    results["table"] = try store.download(Self.table, queue: queue)
    return results
  }

  @Test(arguments: cases, [false, true]) func rowsAreThoseOfLaunches(one: Case, isGPU: Bool) throws {
    let cpu = try Devices.select("cpu")
    let device: any Device = isGPU ? DeviceAsGPU(cpu) : cpu
    for rows in [1, 7] {
      let expected = try run(one, rows: rows, device: device, inOneLaunch: false)
      let found = try run(one, rows: rows, device: device, inOneLaunch: true)
      #expect(found.keys.sorted() == ["result", "table", "vector"])
      for (name, values) in expected {
        expectClose(found[name]!, values.map(Double.init), relative: 1e-4, absolute: 1e-5)
      }
    }
  }
}
