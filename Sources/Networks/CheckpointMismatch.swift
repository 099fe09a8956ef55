import Common
import Safetensors

/// The error of a file that does not hold the expected tensors. It lists all differences at once.
package struct CheckpointMismatch: Error, CustomStringConvertible {
  package let file: String
  /// The expected tensors that the file lacks, in the order of the expectation.
  package let missing: [TensorSpecification]
  /// The tensors of the file that are not expected, by name.
  package let unexpected: [TensorSpecification]
  /// The tensors whose shape or type differs, in the order of the expectation.
  package let differing: [(expected: TensorSpecification, found: TensorSpecification)]

  /// The largest number of tensors of each kind that are listed.
  private static let maximumListed = 20

  /// Nil if `tensors` are exactly the expected ones.
  init?(file: String, expected: [TensorSpecification], tensors: [String: SafetensorsTensor]) {
    var rest = tensors
    var missing: [TensorSpecification] = []
    var differing: [(expected: TensorSpecification, found: TensorSpecification)] = []
    for expected in expected {
      guard let tensor = rest.removeValue(forKey: expected.name) else {
        missing.append(expected)
        continue
      }
      let found = TensorSpecification(expected.name, shape: tensor.shape, type: tensor.type)
      if found != expected { differing.append((expected, found)) }
    }
    if missing.isEmpty && rest.isEmpty && differing.isEmpty { return nil }
    unexpected = rest.sorted { $0.key < $1.key }.map {
      TensorSpecification($0.key, shape: $0.value.shape, type: $0.value.type)
    }
    (self.file, self.missing, self.differing) = (file, missing, differing)
  }

  /// A sentence, and one line for each tensor.
  package var description: String {
    let lines =
      Self.lines("missing", missing.map { "\($0.name.quoted), \(Self.kind($0))" })
      + Self.lines("unexpected", unexpected.map { "\($0.name.quoted), \(Self.kind($0))" })
      + Self.lines(
        "different",
        differing.map {
          "\($0.found.name.quoted) is \(Self.kind($0.found)), expected \(Self.kind($0.expected))"
        })
    return
      "\(file): its tensors are not those of this configuration; use the configuration that it was written with, or another file\n"
      + lines.joined(separator: "\n")
  }

  private static func kind(_ tensor: TensorSpecification) -> String {
    "\(tensor.type.rawValue) \(tensor.shape)"
  }

  private static func lines(_ kind: String, _ tensors: [String]) -> [String] {
    let listed = tensors.prefix(maximumListed).map { "  \(kind): \($0)" }
    return tensors.count > maximumListed
      ? listed + ["  \(kind): and \(tensors.count - maximumListed) more"] : listed
  }
}
