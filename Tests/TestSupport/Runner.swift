import Device
import Operations
import Tensors

/// Runs a graph of one operation on host values: inputs by name in the host's layout.
package struct OperationRun {
  package let outputs: [String: [Float]]
  package let gradients: [String: [Float]]

  /// `cotangents` are needed where `differentiated` is not empty. All memory holds NaN before the kernels run, but
  /// gradients that are added to hold `initial`, or zero.
  package init(
    _ operation: String, attributes: [String: Attribute] = [:],
    inputs: [String: (shape: [Int], values: [Float])],
    integers: [String: (shape: [Int], values: [Int32])] = [:],
    cotangents: [String: [Float]] = [:], differentiated: Set<String> = [],
    initial: [String: [Float]] = [:], variant: KernelVariant? = nil,
    selection: ProductSelection = ProductSelection(), device: any Device
  ) throws {
    var shapes = inputs.mapValues { OperationRequest.Input(shape: $0.shape) }
    for (name, input) in integers { shapes[name] = .init(shape: input.shape, type: .int32) }
    let request = OperationRequest(
      operation: operation, attributes: attributes, inputs: shapes, differentiated: differentiated)
    let queue = try device.makeQueue(profiling: false)
    let context = OperationContext(device: device, forced: variant, selection: selection)
    let traced = try NamedOperation.trace(request, device: device.info)
    let executable = try OperationExecutable(traced, context: context)
    try executable.executable.fillArena(pattern: Float.nan.bitPattern, on: queue)
    for (name, input) in inputs { try executable.upload(input.values, to: name, queue: queue) }
    for (name, input) in integers { try executable.upload(input.values, to: name, queue: queue) }
    for name in traced.cotangents.keys {
      try executable.upload(cotangents[name]!, toCotangent: name, queue: queue)
    }
    for name in differentiated.intersection(traced.parameters.keys) {
      let zeros = [Float](repeating: 0, count: traced.gradients[name]!.tensor.count)
      try executable.upload(initial[name] ?? zeros, toGradient: name, queue: queue)
    }
    // Not as a run, which would begin with zeros in the place of `initial`.
    for step in executable.executable.steps { try queue.enqueue(step.launch) }
    func values(_ result: OperationExecutable.Result) throws -> [Float] {
      try executable.download(result, queue: queue).map { Float($0) }
    }
    var outputs: [String: [Float]] = [:]
    var gradients: [String: [Float]] = [:]
    for name in traced.outputs.keys { outputs[name] = try values(.output(name)) }
    for name in traced.gradients.keys { gradients[name] = try values(.gradient(name)) }
    (self.outputs, self.gradients) = (outputs, gradients)
  }
}
