import Common
import Conformance
import Operations

/// The self-test's report in columns.
struct SelftestTable {
  private let nameWidth: Int
  private let hasLowerPrecisions: Bool
  private static let variantsWidth = 20
  private static let numberWidth = 9

  /// A table with room for the names of `operations`, some of which may have run in less than float32.
  init(operations: [String], hasLowerPrecisions: Bool) {
    nameWidth = (operations + ["operation"]).map(\.count).max()!
    self.hasLowerPrecisions = hasLowerPrecisions
  }

  var header: String {
    line("operation", "variants", ["cases", "forward", "backward"], "")
  }

  func row(_ report: OperationReport) -> String {
    line(
      report.operation, report.variants.map(\.rawValue).joined(separator: " "),
      ["\(report.cases)", share(report.worstForward), share(report.worstBackward)],
      report.hasPassed ? "ok" : "FAILED")
  }

  /// The failures, and the summary.
  func footer(_ report: SelftestReport) -> String {
    let failures = report.operations.flatMap(\.failures).map { failure in
      let variants = failure.variants.map(\.rawValue).joined(separator: " ")
      let label = variants.isEmpty ? "" : " (\(variants))"
      return "\(failure.conformanceCase)\(label) in \(failure.file): \(failure.reason)"
    }
    let device = "\(report.device.index): \(report.device.name), \(report.device.platform)"
    let result = report.hasPassed ? "ok" : "FAILED"
    let tolerances = hasLowerPrecisions ? [Self.tolerances] : []
    let summary = "device \(device): \(report.passed) of \(report.cases) cases passed: \(result)"
    return ([""] + failures + tolerances + [summary]).joined(separator: "\n")
  }

  private static var tolerances: String {
    let parts = [Precision.tf32, .bf16].map {
      "\($0.caseTolerance.short) of a result's norm in \($0.rawValue)"
    }
    return "tolerances are at least \(parts.joined(separator: ", "))"
  }

  private func share(_ share: Double?) -> String { share?.short ?? "-" }

  private func line(_ name: String, _ variants: String, _ numbers: [String], _ result: String) -> String {
    let columns =
      [name.padded(to: nameWidth), variants.padded(to: Self.variantsWidth)]
      + numbers.map { String($0.reversed().padded(to: Self.numberWidth).reversed()) }
    return (columns + [result]).joined(separator: "  ")
  }
}

extension Collection<Character> {
  /// The text, followed by spaces up to a width.
  fileprivate func padded(to width: Int) -> String {
    String(self) + String(repeating: " ", count: Swift.max(0, width - count))
  }
}
