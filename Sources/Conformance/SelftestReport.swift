import Device
import Operations

/// The report of a self-test.
package struct SelftestReport: Sendable, Encodable {
  package let device: DeviceInfo
  package let operations: [OperationReport]
  package let cases: Int
  package let passed: Int

  package var hasPassed: Bool { cases == passed }

  init(device: DeviceInfo, operations: [OperationReport]) {
    self.device = device
    self.operations = operations
    cases = operations.reduce(0) { $0 + $1.cases }
    passed = operations.reduce(0) { $0 + $1.passed }
  }
}

/// The report of a self-test on one operation.
package struct OperationReport: Sendable, Encodable {
  /// A case that failed.
  package struct Failure: Sendable, Encodable {
    package let file: String
    package let conformanceCase: String
    /// The variants that ran.
    package let variants: [KernelVariant]
    package let reason: String

    private enum CodingKeys: String, CodingKey {
      case file, variants, reason
      case conformanceCase = "case"
    }
  }

  package let operation: String
  /// All variants that ran, in the order of their first run.
  package private(set) var variants: [KernelVariant] = []
  package private(set) var cases = 0
  /// The names of the fused operations that also ran.
  package private(set) var fusions: [String] = []
  /// The number of cases that passed with all variants.
  package private(set) var passed = 0
  /// The largest distance of an output relative to the allowed one; nil if none was measured.
  package private(set) var worstForward: Double?
  /// The same for gradients.
  package private(set) var worstBackward: Double?
  package private(set) var failures: [Failure] = []

  package var hasPassed: Bool { cases == passed }

  init(operation: String) { self.operation = operation }

  /// Adds the results of a case, one for each choice of variants.
  mutating func add(_ results: [CaseResult], of conformanceCase: String, in file: String) {
    cases += 1
    if results.allSatisfy(\.failures.isEmpty) { passed += 1 }
    for result in results {
      for variant in result.variants where !variants.contains(variant) {
        variants.append(variant)
      }
      fusions = Set(fusions).union(result.fusions).sorted()
      worstForward = [worstForward, result.worstForward].compactMap { $0 }.max()
      worstBackward = [worstBackward, result.worstBackward].compactMap { $0 }.max()
      failures += result.failures.map {
        Failure(
          file: file, conformanceCase: conformanceCase, variants: result.variants, reason: $0)
      }
    }
  }
}
