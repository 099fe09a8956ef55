import Device
import Operations

/// Random numbers of the step's draw `number`.
struct RandomDraw: TensorOperation {
  enum Distribution: Hashable {
    case uniform, normal
  }

  let distribution: Distribution
  let number: UInt32
  let type: TensorType

  var name: String { distribution == .uniform ? "random_uniform" : "random_normal" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [type] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    guard let draws = context.draws else { preconditionFailure("\(name) outside of an executable") }
    let stream = PhiloxStream(seed: draws.seed, operation: number, step: draws.step)
    return switch distribution {
    case .uniform: try RandomNumbers.uniform(output: outputs[0], stream: stream, context: context)
    case .normal: try RandomNumbers.normal(output: outputs[0], stream: stream, context: context)
    }
  }
}
