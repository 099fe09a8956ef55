import Device
import Operations

/// A row step. Inputs: parameters, the body's inputs and, if it is given, its noise, all [rows, ...].
struct RowStepOperation: TensorOperation {
  let kernel: Program
  let shapes: [[Int]]
  let items: Int
  let group: Int
  let draws: [UInt32]
  /// The number of floats of global memory for all tiles together.
  let spillCount: Int
  let flops: Double

  var name: String { "row_step" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { shapes.map { TensorType($0) } }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    var arguments = (inputs + outputs).map(Argument.array)
    if spillCount > 0 { arguments.append(.array(try context.makeArray([spillCount]))) }
    arguments += drawArguments(draws, of: name, context)
    return [try context.launch("row_step", in: kernel, arguments, items: [items], local: [group])]
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(inputs, outputs, flops: flops)
  }
}

/// The arguments of a kernel that draws: the step's number, the key, and the numbers of the draws.
func drawArguments(_ draws: [UInt32], of operation: String, _ context: OperationContext) -> [Argument] {
  if draws.isEmpty { return [] }
  guard let random = context.draws else { preconditionFailure("\(operation) outside of an executable") }
  let key = [UInt32(truncatingIfNeeded: random.seed), UInt32(truncatingIfNeeded: random.seed >> 32)]
  return [.array(random.step)] + (key + draws).map(Argument.uint)
}
