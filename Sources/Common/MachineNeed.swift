import Foundation

/// The memory that a run takes, estimated from its settings.
package struct MachineNeed: Sendable, Equatable {
  /// Bytes on the device beside what an update computes: parameters with what the optimizer keeps, and states of searches.
  package let device: Double
  /// Bytes on the device of what an update computes of a sequence.
  package let sequence: Double
  /// Bytes of the host: the replay when it is full, and trees.
  package let host: Double
  private let batch: Int
  private let microBatch: MicroBatch

  /// A batch without `fault` is meant.
  package init(device: Double, sequence: Double, host: Double, batch: Int, microBatch: MicroBatch) {
    (self.device, self.sequence, self.host) = (device, sequence, host)
    (self.batch, self.microBatch) = (batch, microBatch)
  }

  /// What a device of 80 GB can give to a run.
  private static let largeDevice = 72.0 * 1_073_741_824
  /// What a common machine has for a replay.
  private static let largeHost = 512.0 * 1_073_741_824

  /// `about 2.1 GiB on the device, 0.4 GiB on the host`; where batches are to be split, or a large device does not hold
  /// them, with the parts that it would compute one after the other.
  package var text: String {
    let sizes = microBatch.candidates(batch: batch)
    let size = sizes.first { device + sequence * Double($0) <= Self.largeDevice } ?? sizes.last!
    let parts = batch / size
    let split = parts > 1 ? " with batches in \(parts) parts of \(size) (learner.microBatch)" : ""
    let less = host > Self.largeHost ? " when the replay is full (less with replay.maximumBytes)" : ""
    return
      "about \(Self.text(device + sequence * Double(size))) on the device\(split), \(Self.text(host)) on the host\(less)"
  }

  /// Bytes that what an update computes may take on a device with so much memory: what the rest leaves of nine tenths of
  /// it, or of half of it where it is the host's own.
  package func updateMemory(of deviceMemory: Double, isHost: Bool) -> Double {
    (isHost ? 0.5 : 0.9) * deviceMemory - device
  }

  private static func text(_ bytes: Double) -> String {
    let mebibytes = bytes / 1_048_576
    return mebibytes < 1000
      ? String(format: "%.0f MiB", mebibytes.rounded(.up)) : String(format: "%.1f GiB", mebibytes / 1024)
  }
}
