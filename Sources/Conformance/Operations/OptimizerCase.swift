import Device
import Operations
import Tensors

/// A case of an optimizer's updates, with parameters of any names, and `gradient_<name>_<t>` for each of them
/// and each t below the attribute `steps`. Its outputs are the parameters after the last step, by their
/// names.
package struct OptimizerCase {
  package static let operations = ["sgd", "adam", "adamw"]

  let rule: Optimizer.Rule
  let maximumNorm: Float?
  let learningRate: Float
  let steps: Int
  /// The parameters, ordered by name.
  let parameters: [(name: String, shape: [Int])]

  /// Throws `OperationError` if the request does not fit.
  package init(_ request: OperationRequest, device: DeviceInfo) throws {
    rule = try Self.rule(request)
    maximumNorm = try request.optionalFloat("clip_global_norm")
    learningRate = try request.float("learning_rate")
    let steps = try request.integer("steps")
    self.steps = steps
    try request.require(
      0 < steps && steps <= request.inputs.count,
      "the attribute \"steps\" is \(steps), but there are \(request.inputs.count) inputs")
    let names = request.inputs.keys.filter { !$0.hasPrefix(Self.prefix) }.sorted()
    try request.require(!names.isEmpty, "there is no parameter")
    try request.require(
      request.inputs.count == names.count * (steps + 1),
      "\(names.count) parameters and \(steps) steps need \(names.count * steps) gradients, but there are \(request.inputs.count - names.count)"
    )
    if let name = request.inputs.keys.sorted().first(where: { request.inputs[$0]!.type != .float32 }) {
      throw request.mismatch("the input \"\(name)\" must hold float32")
    }
    let parameters = names.map { (name: $0, shape: request.inputs[$0]!.shape) }
    self.parameters = parameters
    try request.require(
      parameters.allSatisfy { $0.shape.allSatisfy { $0 > 0 } },
      "the parameters have shapes \(parameters.map(\.shape)); no size may be 0")
    let total = parameters.map { $0.shape.reduce(4.0) { $0 * Double($1) } }.reduce(0, +)
    try request.require(
      total <= Double(device.largestAllocation) && total < 0x1p32,
      "the parameters have shapes \(parameters.map(\.shape)), which the device cannot hold in one block")
    for (name, shape) in parameters {
      for step in 0..<steps {
        let gradient = Self.gradient(name, step)
        guard let given = request.inputs[gradient] else {
          throw request.mismatch("the input \"\(gradient)\" is missing")
        }
        try request.require(
          given.shape == shape,
          "the input \"\(gradient)\" has shape \(given.shape), but \"\(name)\" has \(shape)")
      }
    }
    if let name = request.differentiated.sorted().first {
      throw request.mismatch("it has no gradient for \"\(name)\"")
    }
  }

  private static let prefix = "gradient_"

  /// The name of a parameter's gradient in a step.
  static func gradient(_ name: String, _ step: Int) -> String { "\(prefix)\(name)_\(step)" }

  /// The rule, with PyTorch's defaults.
  private static func rule(_ request: OperationRequest) throws -> Optimizer.Rule {
    if request.operation == "sgd" {
      return .descent(
        momentum: try request.float("momentum", default: 0),
        weightDecay: try request.float("weight_decay", default: 0))
    }
    let isDecoupled = request.operation == "adamw"
    return .adam(
      beta1: try decay("beta1", default: 0.9, request), beta2: try decay("beta2", default: 0.999, request),
      epsilon: try request.float("epsilon", default: 1e-8),
      weightDecay: try request.float("weight_decay", default: isDecoupled ? 1e-2 : 0),
      decoupled: isDecoupled)
  }

  private static func decay(_ name: String, default fallback: Float, _ request: OperationRequest) throws
    -> Float
  {
    let value = try request.float(name, default: fallback)
    try request.require(0 <= value && value < 1, "the attribute \"\(name)\" is \(value), not in [0, 1)")
    return value
  }
}
