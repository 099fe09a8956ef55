import Common
import Operations

/// The result of one case with one choice of variants.
package struct CaseResult: Sendable {
  /// The variants that ran.
  package internal(set) var variants: [KernelVariant] = []
  /// The names of the operations that the lowering made by fusing this one with others.
  package internal(set) var fusions: Set<String> = []
  /// The largest distance of an output relative to the allowed one; nil if none was measured.
  package internal(set) var worstForward: Double?
  /// The same for gradients.
  package internal(set) var worstBackward: Double?
  /// The reasons for which it failed; empty if it passed.
  package internal(set) var failures: [String] = []

  mutating func compareForward(
    _ actual: [Double], _ name: String, _ expected: [Double], _ tolerance: Double, reference: [Double]? = nil,
    within place: String = ""
  ) {
    compare(actual, "output \(name.quoted)\(place)", expected, tolerance, reference, \.worstForward)
  }

  mutating func compareBackward(
    _ actual: [Double], _ name: String, _ expected: [Double], _ tolerance: Double, reference: [Double]? = nil,
    within place: String = ""
  ) {
    compare(actual, "gradient \(name.quoted)\(place)", expected, tolerance, reference, \.worstBackward)
  }

  private mutating func compare(
    _ actual: [Double], _ label: String, _ expected: [Double], _ tolerance: Double, _ reference: [Double]?,
    _ worst: WritableKeyPath<CaseResult, Double?>
  ) {
    switch Comparison.compare(actual, expected, tolerance: tolerance, reference: reference) {
    case .fault(let reason): failures.append("the \(label) is wrong: \(reason)")
    case .share(let share):
      self[keyPath: worst] = max(self[keyPath: worst] ?? 0, share)
      if share > 1 {
        failures.append(
          "the \(label) is \(share.short) times as far from the expected one as its tolerance of \(tolerance) allows"
        )
      }
    }
  }
}
