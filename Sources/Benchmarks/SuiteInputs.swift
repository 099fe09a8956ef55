import Device
import Randomness
import Tensors

/// What a suite's shapes do not say: which inputs are differentiated, which hold integers, and their values.
extension KernelSuite.Case {
  /// The operation, with the gradient of every input that has one.
  ///
  /// Throws if the operation is unknown or does not fit its shapes.
  package func traced(device: DeviceInfo) throws -> TracedOperation {
    let inputs = shapes.map { name, shape in
      (name, OperationRequest.Input(shape: shape, type: integers(name) == nil ? .float32 : .int32))
    }
    func request(_ differentiated: Set<String> = []) -> OperationRequest {
      OperationRequest(
        operation: operation, attributes: attributes, inputs: Dictionary(uniqueKeysWithValues: inputs),
        differentiated: differentiated)
    }
    return try NamedOperation.trace(
      request(NamedOperation.differentiable(request(), device: device)), device: device)
  }

  /// The range of an input's integers; nil for inputs that hold floats.
  private func integers(_ input: String) -> Range<Int32>? {
    switch (operation, input) {
    case ("gather_rows", "index"): 0..<Int32(clamping: max(1, shapes["input"]?.first ?? 1))
    case ("quantize_image", "input"): 0..<256
    default: nil
    }
  }

  /// Seeded values of 32 bits each: standard normal (positive for variances), or integers within their range.
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
