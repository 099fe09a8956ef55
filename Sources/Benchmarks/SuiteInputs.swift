import Device
import Operations
import Randomness

/// What a suite's shapes leave open: which inputs are differentiated, which hold integers, and their values.
extension KernelSuite.Case {
  /// The request, with the gradient of every input that has one.
  package var request: OperationRequest {
    let inputs = shapes.map { name, shape in
      (name, OperationRequest.Input(shape: shape, type: integers(name) == nil ? .float32 : .int32))
    }
    let constants = Self.constants[operation] ?? []
    return OperationRequest(
      operation: operation, attributes: attributes, inputs: Dictionary(uniqueKeysWithValues: inputs),
      differentiated: Set(shapes.keys.filter { integers($0) == nil && !constants.contains($0) }))
  }

  /// Float inputs that have no gradient.
  private static let constants: [String: Set<String>] = [
    "batch_norm_eval": ["running_mean", "running_var"],
    "batch_norm_train": ["running_mean", "running_var"],
    "categorical_value_loss": ["target", "weight"],
    "gaussian_sample": ["noise"],
    "quantize_image": ["noise"],
    "scalar_to_support": ["input"],
    "softmax_cross_entropy": ["target", "weight"],
    "support_inverse_transform": ["input"],
    "support_transform": ["input"],
  ]

  /// The range of an input's integers; nil for inputs that hold floats.
  private func integers(_ input: String) -> Range<Int32>? {
    switch (operation, input) {
    case ("gather_rows", "index"): 0..<Int32(clamping: max(1, shapes["input"]?.first ?? 1))
    case ("quantize_image", "input"): 0..<256
    default: nil
    }
  }

  /// Seeded values: standard normal (made positive for variances), or integers in range; 32 bits each.
  func values(_ input: String, count: Int) -> [UInt32] {
    var random = RandomStream(Checksum.fnv1a("\(name)/\(input)".utf8))
    if let range = integers(input) {
      return (0..<count).map { _ in UInt32(bitPattern: .random(in: range, using: &random)) }
    }
    let isVariance = input == "running_var"
    return (0..<count).map { _ in
      let value = Float(random.normal())
      return (isVariance ? abs(value) + 0.1 : value).bitPattern
    }
  }
}
