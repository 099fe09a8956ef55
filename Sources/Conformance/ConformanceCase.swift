import Common
import Operations
import Tensors
import Safetensors

/// One operation on given inputs, with the outputs and gradients that it must give, in the host's layouts.
package struct ConformanceCase: Sendable {
  package let name: String
  package let operation: String
  package let attributes: [String: Attribute]
  /// The allowed distance of a result from the expected one, relative to its norm.
  package private(set) var tolerance: Double
  package internal(set) var inputs: [String: SafetensorsTensor] = [:]
  package internal(set) var outputs: [String: SafetensorsTensor] = [:]
  /// The given gradients of the outputs.
  package internal(set) var cotangents: [String: SafetensorsTensor] = [:]
  /// The expected gradients of the inputs.
  package internal(set) var gradients: [String: SafetensorsTensor] = [:]

  init(name: String, operation: String, attributes: [String: Attribute], tolerance: Double) {
    self.name = name
    self.operation = operation
    self.attributes = attributes
    self.tolerance = tolerance
  }

  /// The same case for products of a precision, with its tolerance if that is larger than the case's own.
  func allowing(_ precision: Precision) -> ConformanceCase {
    var result = self
    result.tolerance = max(tolerance, precision.caseTolerance)
    return result
  }

  /// The request of the operation from a graph.
  package var request: OperationRequest {
    OperationRequest(
      operation: operation, attributes: attributes,
      inputs: inputs.mapValues { .init(shape: $0.shape, type: ElementType($0.type)) },
      differentiated: Set(gradients.keys))
  }
}

extension ConformanceCase {
  /// The reason why its tensors do not fit together; nil if they do.
  var fault: String? {
    if inputs.isEmpty { return "has no inputs" }
    if outputs.isEmpty { return "has no outputs" }
    if gradients.isEmpty && !cotangents.isEmpty { return "has cotangents, but no gradients" }
    if cotangents.isEmpty && !gradients.isEmpty { return "has gradients, but no cotangents" }
    return Self.mismatch(cotangents, "cotangent", outputs, "output")
      ?? Self.mismatch(gradients, "gradient", inputs, "input")
  }

  private static func mismatch(
    _ derivatives: [String: SafetensorsTensor], _ kind: String,
    _ values: [String: SafetensorsTensor], _ valueKind: String
  ) -> String? {
    for (name, derivative) in derivatives.sorted(by: { $0.key < $1.key }) {
      guard let value = values[name] else {
        return "has a \(kind) \(name.quoted), but no such \(valueKind)"
      }
      if derivative.type != .float32 || value.type != .float32 {
        return "has a \(kind) \(name.quoted), but it or its \(valueKind) is not F32"
      }
      if derivative.shape != value.shape {
        return
          "has a \(kind) \(name.quoted) of shape \(derivative.shape) for an \(valueKind) of \(value.shape)"
      }
    }
    return nil
  }
}

extension ElementType {
  /// The type must be one that a `ConformanceFile` accepts.
  init(_ type: SafetensorsType) {
    self =
      switch type {
      case .float32: .float32
      case .int32: .int32
      case .uint8: .uint8
      case .int64, .uint64: preconditionFailure("a case of \(type.rawValue)")
      }
  }
}
