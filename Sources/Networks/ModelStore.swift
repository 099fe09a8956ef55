import Device
import Operations
import Tensors

/// The tensors of a model in a device's memory, read and written with PyTorch's names and layouts.
public final class ModelStore {
  package let tensors: [ModelTensor]
  package let variables: VariableStore
  private let queue: any Queue

  /// The tensors that the layers of `builder` have added, all 0 until `initialize(seed:)` or `loadParameters(path:)`.
  ///
  /// Throws where the device cannot hold them.
  public convenience init(_ builder: ModelBuilder, device: ComputeDevice) throws {
    try self.init(builder, device: device.device)
  }

  /// Throws if the device cannot hold the tensors.
  package convenience init(_ builder: ModelBuilder, device: any Device) throws {
    try self.init(tensors: builder.tensors, variables: builder.variables, device: device)
  }

  private init(tensors: [ModelTensor], variables: [Variable], device: any Device) throws {
    self.tensors = tensors
    self.variables = try VariableStore(variables, device: device)
    queue = try device.makeQueue(profiling: false)
  }

  package var device: any Device { variables.device }

  /// A store on `device` with the same tensors and a copy of their values. All other queues must have
  /// finished.
  ///
  /// Throws if the device cannot hold the tensors.
  package convenience init(copying other: ModelStore, on device: any Device) throws {
    try self.init(
      tensors: other.tensors, variables: other.variables.parameters + other.variables.states, device: device)
    try copyValues(from: other)
  }

  /// Copies the values of another store, of the same model or one that was built alike, which may be on
  /// another device. All other queues must have finished.
  package func copyValues(from other: ModelStore) throws {
    if variables.hasSameVariables(as: other.variables) {
      try variables.copyValues(from: other.variables)
    } else {
      precondition(specifications == other.specifications, "values of a model of other tensors")
      try set(try other.values())
    }
  }

  /// Initializes every tensor.
  public func initialize(seed: UInt64) throws {
    for tensor in tensors {
      try set(
        tensor,
        to: tensor.initializer.values(
          shape: tensor.shape, fanIn: tensor.fanIn, fanOut: tensor.fanOut, seed: seed, name: tensor.name))
    }
    try queue.finish()
  }

  /// Sets values by name, in PyTorch's layout. Tensors that are not named are unchanged. All other queues
  /// must have finished.
  public func set(_ values: [String: [Float]]) throws {
    let unknown = Set(values.keys).subtracting(tensors.map(\.name)).sorted()
    precondition(unknown.isEmpty, "values for \(unknown), which the model has not")
    try set(among: values)
  }

  /// Sets the values of the model's tensors among those of others, such as an optimizer's. All other queues must have
  /// finished.
  package func set(among values: [String: [Float]]) throws {
    for tensor in tensors {
      if let values = values[tensor.name] { try set(tensor, to: values) }
    }
    try queue.finish()
  }

  private func set(_ tensor: ModelTensor, to values: [Float]) throws {
    for (variable, values) in tensor.toDevice(values) {
      try variables.upload(values, to: variable, queue: queue)
    }
  }

  /// All values by name, in PyTorch's layout. All other queues must have finished.
  public func values() throws -> [String: [Float]] {
    try values { variable in try variables.download(variable, queue: queue) }
  }

  /// The part of every parameter in row `row` of a block [rows, layout.count] (gradients or optimizer state),
  /// by name, in PyTorch's layout. All other queues must have finished.
  package func values(in block: DeviceArray, row: Int = 0) throws -> [String: [Float]] {
    let whole = try queue.download(block.buffer, range: byteRange(of: row)).wait().array(of: Float.self)
    return values(parametersOnly: true) { variable in
      let place = place(of: variable)
      return Array(whole[place.offset..<place.offset + place.shape.product])
    }
  }

  /// Sets row `row` of a block [rows, layout.count] from values of every parameter, by name, in PyTorch's
  /// layout. All other queues must have finished.
  package func set(_ values: [String: [Float]], in block: DeviceArray, row: Int) throws {
    let range = byteRange(of: row)
    var whole = [Float](repeating: 0, count: range.count / ElementType.float32.byteCount)
    for tensor in tensors where tensor.isParameter {
      for (variable, values) in tensor.toDevice(values[tensor.name]!) {
        let offset = place(of: variable).offset
        whole.replaceSubrange(offset..<offset + values.count, with: values)
      }
    }
    try queue.upload(HostMemory(whole), to: block.buffer, byteOffset: range.lowerBound)
    try queue.finish()
  }

  private func place(of variable: Variable) -> ParameterLayout.Tensor {
    variables.layout!.tensors[variables.parameterIndex(of: variable)]
  }

  private func byteRange(of row: Int) -> Range<Int> {
    let size = (variables.layout?.count ?? 0) * ElementType.float32.byteCount
    return row * size..<(row + 1) * size
  }

  private func values(parametersOnly: Bool = false, _ read: (Variable) throws -> [Float]) rethrows
    -> [String: [Float]]
  {
    var result: [String: [Float]] = [:]
    for tensor in tensors where tensor.isParameter || !parametersOnly {
      result[tensor.name] = tensor.toHost(try tensor.pieces.map { try read($0.variable) })
    }
    return result
  }
}
