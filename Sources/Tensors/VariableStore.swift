import Device
import Operations

/// Variables in a device's memory: all parameters in one block, and all other state in another.
package final class VariableStore {
  package let device: any Device
  package let parameters: [Variable]
  package let states: [Variable]
  /// The place of each parameter in the block, in the order of `parameters`.
  package let layout: ParameterLayout?
  /// The block of parameters, [layout.count]; nil if there are none.
  package let parameterBlock: DeviceArray?
  private let stateBlock: DeviceArray?
  private let arrays: [Variable: DeviceArray]
  private let parameterIndices: [Variable: Int]

  /// Memory for `variables`, initially all 0.
  ///
  /// Throws if the device cannot hold them.
  package convenience init(_ variables: [Variable], device: any Device) throws {
    try self.init(variables, device: device, others: [:])
  }

  /// Memory for `variables`, initially all 0, in addition to that of another store, whose variables can be
  /// read here, too.
  ///
  /// Throws if the device cannot hold them.
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

  /// The memory of a variable, which must be in the store.
  package func array(of variable: Variable) -> DeviceArray {
    guard let array = arrays[variable] else { preconditionFailure("no variable \(variable) in this store") }
    return array
  }

  /// The index of a parameter in `parameters`. The parameter must be in the store.
  package func parameterIndex(of variable: Variable) -> Int {
    guard let index = parameterIndices[variable] else {
      preconditionFailure("no parameter \(variable) in this store")
    }
    return index
  }

  /// Enqueues the copy of values in the device's layout to a variable.
  package func upload(_ values: [Float], to variable: Variable, queue: any Queue) throws {
    precondition(values.count == variable.shape.product, "\(values.count) values for \(variable)")
    try queue.upload(HostMemory(values), to: array(of: variable).buffer, byteOffset: 0)
  }

  /// Whether both stores hold the same variables.
  package func hasSameVariables(as other: VariableStore) -> Bool {
    parameters == other.parameters && states == other.states
  }

  /// Copies the values of another store of the same variables, which may be on another device. All queues
  /// that work on either store must have finished.
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

  /// A variable's values in the device's layout. Waits until the queue has come so far.
  package func download(_ variable: Variable, queue: any Queue) throws -> [Float] {
    try queue.download(array(of: variable).buffer, range: nil).wait().array()
  }
}
