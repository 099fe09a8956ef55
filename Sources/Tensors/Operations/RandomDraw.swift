import Device
import Operations

/// Random numbers: draw number `number` of the step. Input 0 is the step counter of the run.
struct RandomDraw: TensorOperation {
  enum Distribution: Hashable {
    case uniform, normal
  }

  let distribution: Distribution
  let number: UInt32
  let type: TensorType

  var name: String { distribution == .uniform ? "random_uniform" : "random_normal" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [type] }

  /// Draws depend on the run's seed and step, which the executable knows: see `launches`.
  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) -> [any Launch] {
    preconditionFailure("\(name) is bound by its executable")
  }

  func launches(output: DeviceArray, seed: UInt64, step: DeviceArray, context: OperationContext) throws
    -> [any Launch]
  {
    let stream = RandomStream(seed: seed, operation: number, step: step)
    return switch distribution {
    case .uniform: try RandomNumbers.uniform(output: output, stream: stream, context: context)
    case .normal: try RandomNumbers.normal(output: output, stream: stream, context: context)
    }
  }
}
