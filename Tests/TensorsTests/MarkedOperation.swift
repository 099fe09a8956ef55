import Device
import Operations

@testable import Tensors

/// An operation that is never run, with outputs and a use of memory as the test wants them.
struct MarkedOperation: TensorOperation {
  let number: Int
  let types: [TensorType]
  let memory: MemoryUse

  var name: String { "marked" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { types }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) -> [any Launch] { [] }
}
