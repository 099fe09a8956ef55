import Device
import Operations

/// Binds one operation and runs it on host values: inputs by name in the host's layout.
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
    initial: [String: [Float]] = [:], candidate: Candidate? = nil,
    selection: ProductSelection = ProductSelection(), device: any Device
  ) throws {
    var shapes = inputs.mapValues { OperationRequest.Input(shape: $0.shape) }
    for (name, input) in integers { shapes[name] = .init(shape: input.shape, type: .int32) }
    let request = OperationRequest(
      operation: operation, attributes: attributes, inputs: shapes, differentiated: differentiated)
    let queue = try device.makeQueue(profiling: false)
    let context = OperationContext(
      device: device, forced: candidate, selection: selection,
      prepare: { array in
        guard array.type != .uint8 else { return }
        try queue.fill(array.buffer, pattern: Float.nan.bitPattern)
        // Binding may go on to write it from another queue.
        try queue.finish()
      })
    let bound = try Catalog.bind(request, context: context)
    func upload(_ port: Port, _ values: [Float]) throws {
      let elements = port.layout.toDevice(values, hostShape: port.hostShape)
      try queue.upload(HostMemory(elements), to: port.array.buffer, byteOffset: 0)
    }
    func download(_ port: Port) throws -> [Float] {
      let range = 0..<(port.array.count * 4)
      let values = try queue.download(port.array.buffer, range: range).wait().array(of: Float.self)
      return port.layout.toHost(values, hostShape: port.hostShape)
    }
    for (name, port) in bound.inputs {
      if let input = inputs[name] {
        try upload(port, input.values)
      } else if let input = integers[name] {
        try queue.upload(HostMemory(input.values), to: port.array.buffer, byteOffset: 0)
      }
    }
    for (name, port) in bound.gradients where port.accumulates {
      try upload(port, initial[name] ?? .init(repeating: 0, count: port.array.count))
    }
    for (name, port) in bound.cotangents { try upload(port, cotangents[name]!) }
    for launch in bound.forward { try queue.enqueue(launch) }
    for launch in bound.backward { try queue.enqueue(launch) }
    outputs = try bound.outputs.mapValues(download)
    gradients = try bound.gradients.mapValues(download)
  }
}
