import Device
import Operations

/// Variables in a device's memory: all parameters in one block, all other state in another.
package final class VariableStore {
  package let device: any Device
  package let parameters: [Variable]
  package let states: [Variable]
  /// Where each parameter lies in the block, in the order of `parameters`.
  package let layout: ParameterLayout?
  /// [layout.count]; nil where there are no parameters.
  package let parameterBlock: DeviceArray?
  private let stateBlock: DeviceArray?
  private let arrays: [Variable: DeviceArray]
  private let parameterIndices: [Variable: Int]

  /// Memory for `variables`, all 0 at first.
  ///
  /// Throws where the device cannot hold them.
  package convenience init(_ variables: [Variable], device: any Device) throws {
    try self.init(variables, device: device, others: [:])
  }

  /// Memory for `variables`, all 0 at first, beside that of another store, whose variables can be read here as well.
  ///
  /// Throws where the device cannot hold them.
  package convenience init(_ variables: [Variable], beside other: VariableStore) throws {
    try self.init(variables, device: other.device, others: other.arrays)
  }

  private init(_ variables: [Variable], device: any Device, others: [Variable: DeviceArray]) throws {
    self.device = device
    parameters = variables.filter(\.isParameter)
    states = variables.filter { !$0.isParameter }
    parameterIndices = Dictionary(uniqueKeysWithValues: parameters.enumerated().map { ($1, $0) })
    let parameterLayout = Self.layout(parameters)
    let stateLayout = Self.layout(states)
    let context = OperationContext(device: device)
    let queue = try device.makeQueue(profiling: false)
    var arrays = others
    func block(_ layout: ParameterLayout?, _ variables: [Variable]) throws -> DeviceArray? {
      guard let layout else { return nil }
      let block = try context.makeArray([layout.count])
      try queue.fill(block.buffer, pattern: 0)
      for (index, variable) in variables.enumerated() {
        arrays[variable] = layout.slice(index, of: block)
      }
      return block
    }
    layout = parameterLayout
    parameterBlock = try block(parameterLayout, parameters)
    stateBlock = try block(stateLayout, states)
    self.arrays = arrays
    try queue.finish()
  }

  private static func layout(_ variables: [Variable]) -> ParameterLayout? {
    guard !variables.isEmpty else { return nil }
    let packed = ParameterLayout(packing: variables.map(\.shape))
    return ParameterLayout(
      tensors: zip(variables, packed.tensors).map { variable, tensor in
        ParameterLayout.Tensor(
          shape: tensor.shape, offset: tensor.offset, decays: variable.role == .parameter(decays: true))
      })
  }

  /// The variable's memory. It must be one of the store's.
  package func array(of variable: Variable) -> DeviceArray {
    guard let array = arrays[variable] else { preconditionFailure("no variable \(variable) in this store") }
    return array
  }

  /// A parameter's place in `parameters`. It must be one of the store's.
  package func parameterIndex(of variable: Variable) -> Int {
    guard let index = parameterIndices[variable] else {
      preconditionFailure("no parameter \(variable) in this store")
    }
    return index
  }

  /// Sets a variable to values in the device's layout, at the queue's turn.
  package func upload(_ values: [Float], to variable: Variable, queue: any Queue) throws {
    precondition(values.count == variable.shape.product, "\(values.count) values for \(variable)")
    try queue.upload(HostMemory(values), to: array(of: variable).buffer, byteOffset: 0)
  }

  /// Whether both hold memory for the same variables.
  package func hasSameVariables(as other: VariableStore) -> Bool {
    parameters == other.parameters && states == other.states
  }

  /// Takes over the values of another store of the same variables, which may be on another device. All queues that work
  /// on either must have finished.
  package func copyValues(from other: VariableStore) throws {
    precondition(hasSameVariables(as: other), "values of a store of other variables")
    let queue = try device.makeQueue(profiling: false)
    if device === other.device {
      for (block, source) in [(parameterBlock, other.parameterBlock), (stateBlock, other.stateBlock)] {
        guard let block, let source else { continue }
        try queue.copy(from: source.buffer, to: block.buffer, byteCount: block.count * block.type.byteCount)
      }
    } else {
      let reading = try other.device.makeQueue(profiling: false)
      for variable in parameters + states {
        try upload(try other.download(variable, queue: reading), to: variable, queue: queue)
      }
    }
    try queue.finish()
  }

  /// A variable's values in the device's layout, once the queue has come so far.
  package func download(_ variable: Variable, queue: any Queue) throws -> [Float] {
    try queue.download(array(of: variable).buffer, range: nil).wait().array()
  }
}
