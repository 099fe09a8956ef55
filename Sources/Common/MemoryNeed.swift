import Foundation

/// Memory that a run cannot do without.
package struct MemoryNeed: Sendable {
  /// The settings that it grows with, and what it is for, as in `learner.batch, for a batch`.
  package let what: String
  /// An estimate from below.
  package let bytes: Double

  package init(_ what: String, bytes: Double) { (self.what, self.bytes) = (what, bytes) }

  /// Why needs cannot be met where there are `available` bytes; nil where they may be.
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

  /// Of this machine, or what the process may take of it.
  package static var hostMemory: Double {
    let limit = StoredText.read("/sys/fs/cgroup/memory.max").flatMap {
      Double($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return min(Double(ProcessInfo.processInfo.physicalMemory), limit ?? .infinity)
  }
}
