import Device
import Operations
import TestSupport
import Testing

@testable import Tensors

/// Scans in one launch, as on a GPU, beside their steps one by one.
@Suite struct RowScanTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let step: @Sendable (_ carry: [Tensor], _ input: Tensor) -> (carry: [Tensor], output: Tensor)
  }

  private static let (steps, rows, width) = (3, 5, 7)

  private static let cases = [
    Case(testDescription: "a running sum and what it scales") { carry, input in
      let sum = carry[0] + input
      return ([sum, carry[1] * sum.activated(by: .tanh)], sum * carry[1])
    },
    Case(testDescription: "what nothing reads later") { carry, input in
      ([carry[0] * input, input], carry[0] + input)
    },
    Case(testDescription: "what no gradient reaches") { carry, input in
      ([carry[0] * input, carry[1]], carry[0] + carry[1].stoppingGradient() * input)
    },
  ]

  @Test(arguments: cases) func gradientsAreThoseOfSteps(_ scanned: Case) throws {
    let device = DeviceAsGPU(try Devices.select(nil))
    let shape = [Self.rows, Self.width]
    let graph = Graph()
    let initial = [graph.input("a", shape), graph.input("b", shape)]
    let inputs = graph.input("x", [Self.steps * Self.rows, Self.width])
    let scan = try RowScan(
      steps: Self.steps, rows: Self.rows, carry: [[Self.width], [Self.width]], inputs: [[Self.width]],
      info: device.info,
      step: { _, carry, inputs, _ in
        let (next, output) = scanned.step(carry, inputs[0])
        return (carry: next, outputs: [output])
      })
    let whole = scan(carry: initial, inputs: [inputs])[0]
    var (carry, outputs) = (initial, [Tensor]())
    for step in 0..<Self.steps {
      let (next, output) = scanned.step(
        carry, inputs.sliced(axis: 0, start: step * Self.rows, length: Self.rows))
      carry = next
      outputs.append(output)
    }
    var numbers = SeededGenerator(seed: 3)
    let cotangent = graph.constant(numbers.floats(inputs.count), inputs.shape)
    var results = ["scan": whole, "steps": Tensor.concatenate(outputs, axis: 0)]
    for name in ["scan", "steps"] {
      let gradients = graph.gradients(of: [(results[name]!, cotangent)], with: initial + [inputs])
      for (index, gradient) in gradients.enumerated() {
        results["\(name) gradient \(index)"] = gradient ?? graph.zeros((initial + [inputs])[index].shape)
      }
    }
    let context = OperationContext(device: device)
    let executable = try Executable(
      .init(outputs: results), graph: graph, store: VariableStore([], device: device),
      context: context)
    let queue = try device.makeQueue(profiling: false)
    try executable.fillArena(pattern: Float.nan.bitPattern, on: queue)
    for name in ["a", "b", "x"] {
      try executable.upload(numbers.floats(executable.inputs[name]!.count), to: name, queue: queue)
    }
    try executable.run(on: queue)
    #expect(executable.steps.contains { $0.operation == "row_scan_backward" })
    for (name, _) in results where name.hasPrefix("steps") {
      let other = "scan" + name.dropFirst("steps".count)
      let expected = try executable.download(name, queue: queue).map(Double.init)
      expectClose(
        try executable.download(other, queue: queue), expected, relative: 1e-5, absolute: 1e-6)
    }
  }

  /// A kernel's text is the same in every process, so that it is compiled once.
  @Test func textDoesNotDependOnTheOrderOfDictionaries() throws {
    let device = DeviceAsGPU(try Devices.select(nil))
    let texts = try (0..<8).map { _ in
      let graph = Graph()
      let scan = try RowScan(
        steps: 2, rows: 3, carry: [[4], [4]], inputs: [[4], [4], [4]], info: device.info,
        step: { _, carry, inputs, _ in
          let sum = (carry[0] * inputs[0]).activated(by: .tanh) + carry[1] * inputs[1] * inputs[2]
          return (carry: [sum, carry[0] * inputs[2]], outputs: [sum * inputs[1]])
        })
      let state = [graph.input("a", [3, 4]), graph.input("b", [3, 4])]
      let inputs = (0..<3).map { graph.input("x\($0)", [6, 4]) }
      let output = scan(carry: state, inputs: inputs)[0]
      let operation = try #require(graph.nodes[output.value.node].operation as? RowScanOperation)
      return operation.programs.backward.kernel.source
    }
    #expect(Set(texts).count == 1)
  }

  /// The input of a convolution is not overwritten by its sum with itself.
  @Test func aConvolutionIsAddedToItsInput() throws {
    let device = try Devices.select(nil)
    var results: [[Float]] = []
    for device in [device, DeviceAsGPU(device, computeUnits: 16)] as [any Device] {
      var numbers = SeededGenerator(seed: 6)
      let graph = Graph()
      let input = graph.input("x", [40, 9, 9, 8])
      let weight = graph.constant(numbers.floats(3 * 3 * 8 * 8, in: -0.2...0.2), [3, 3, 8, 8])
      let x = 2 * input
      let y = x + x.convolution(weight, windows: ConvolutionWindows(padding: 1))
      let z = y + y.convolution(weight, windows: ConvolutionWindows(padding: 1))
      let gradient = try #require(graph.gradients(of: z.squared().sum([0, 1, 2, 3]), with: [x])[0])
      let executable = try Executable(
        .init(outputs: ["z": z, "gradient": gradient]), graph: graph,
        store: VariableStore([], device: device), context: OperationContext(device: device))
      let queue = try device.makeQueue(profiling: false)
      try executable.upload(numbers.floats(input.count), to: "x", queue: queue)
      try executable.run(on: queue)
      results.append(
        try executable.download("z", queue: queue) + executable.download("gradient", queue: queue))
    }
    expectClose(results[1], results[0].map(Double.init), relative: 1e-4, absolute: 1e-4)
  }
}
