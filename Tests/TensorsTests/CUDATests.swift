import Device
import Operations
import TestSupport
import Testing

@testable import Tensors

/// Graphs on the CUDA driver in software: the same bits as OpenCL gives with the same kernels on the same processor.
@Suite(.serialized) struct CUDAExecutableTests {
  init() throws { try SoftwareCUDA.reset() }

  /// A recurrent network's loss over a few steps and its gradients: joins, slices, memory that is used again.
  private func run(on device: any Device, seed: UInt64) throws -> [[Float]] {
    let context = OperationContext(device: device)
    var random = SeededGenerator(seed: 17)
    let weight = Variable("w", shape: [48, 16], role: .parameter(decays: true))
    let bias = Variable("b", shape: [48], role: .parameter(decays: false))
    let store = try VariableStore([weight, bias], device: device)
    let queue = try device.makeQueue(profiling: false)
    try store.upload(random.floats(48 * 16), to: weight, queue: queue)
    try store.upload(random.floats(48), to: bias, queue: queue)
    let graph = Graph()
    let x = graph.input("x", [20, 16])
    let (w, b) = (graph.variable(weight), graph.variable(bias))
    var hidden = graph.zeros([4, 16])
    var states: [Tensor] = []
    for step in 0..<5 {
      let gates = x.sliced(axis: 0, start: 4 * step, length: 4).linear(w, bias: b)
      hidden = .gruGates(input: gates, hiddenGates: hidden.linear(w), hidden: hidden)
      states.append(hidden + 0.1 * graph.normal([4, 16]))
    }
    let all = Tensor.concatenate(states, axis: 0)
    let loss = (all.softmax() * x).sum([0, 1])
    let gradients = graph.gradients(of: loss, with: [w, b])
    let block = try context.makeArray([store.layout!.count])
    var program = Executable.Program(outputs: ["loss": loss, "states": all])
    program.gradients = [(weight, gradients[0]), (bias, gradients[1])]
    var options = Executable.Options()
    options.gradientBlock = block
    options.reported = ["loss", "states"]
    let executable = try Executable(program, graph: graph, store: store, context: context, options: options)
    let inputs = (0..<4).map { _ in random.floats(320) }
    let reports = try inputs.enumerated().map { step, values in
      try executable.runWithInputs(on: queue, step: seed + UInt64(step)) { feed in feed.set("x", to: values)
      }!
    }
    var results = try reports.flatMap { report in
      let values = try report.wait()
      return [values["loss"], values["states"]]
    }
    results.append(try queue.download(block.buffer, range: nil).wait().array())
    return results
  }

  @Test func everyOrderGivesOpenCLsBits() throws {
    let expected = try run(on: SoftwareCUDA.openCLTwin(), seed: 5)
    let device = try SoftwareCUDA.device()
    for seed in 0..<10 {
      try SoftwareCUDA.setSeed(UInt64(seed))
      let results = try run(on: device, seed: 5)
      #expect(results.map { $0.map(\.bitPattern) } == expected.map { $0.map(\.bitPattern) }, "seed \(seed)")
    }
  }
}
