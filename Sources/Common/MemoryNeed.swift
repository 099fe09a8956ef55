import Foundation

/// A part of the memory that a run cannot do without.
package struct MemoryNeed: Sendable {
  /// The settings that it depends on and its purpose, such as `learner.batch, for a batch`.
  package let what: String
  /// A lower estimate of the bytes.
  package let bytes: Double

  package init(_ what: String, bytes: Double) { (self.what, self.bytes) = (what, bytes) }

  /// The reason why the needs cannot be met with `available` bytes; nil if they may be met.
  package static func fault(of needs: [MemoryNeed], available: Double = hostMemory) -> String? {
    guard let largest = needs.max(by: { $0.bytes < $1.bytes }) else { return nil }
    let sum = needs.reduce(0) { $0 + $1.bytes }
    guard sum > available else { return nil }
    return
      "the run needs at least \(mebibytes(sum)), of which \(mebibytes(largest.bytes)) go with \(largest.what), but there are \(mebibytes(available)); choose less"
  }

  private static func mebibytes(_ bytes: Double) -> String {
    String(format: "%.0f MiB", (bytes / 1_048_576).rounded(.up))
  }

  /// The memory of this machine, or the part of it that the process may use, in bytes.
  package static var hostMemory: Double {
    let limit = StoredText.read("/sys/fs/cgroup/memory.max").flatMap {
      Double($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return min(Double(ProcessInfo.processInfo.physicalMemory), limit ?? .infinity)
  }
}
