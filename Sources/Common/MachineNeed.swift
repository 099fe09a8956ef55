import Foundation

/// The memory that a run takes, estimated from its settings.
package struct MachineNeed: Sendable, Equatable {
  /// The bytes on the device that do not depend on the batch: parameters, optimizer state, and the states of
  /// searches.
  package let device: Double
  /// The bytes on the device for one sequence of an update.
  package let sequence: Double
  /// The bytes on the host: the full replay, and search trees.
  package let host: Double
  private let batch: Int
  private let microBatch: MicroBatch

  /// `microBatch` must have no `fault` for the batch.
  package init(device: Double, sequence: Double, host: Double, batch: Int, microBatch: MicroBatch) {
    (self.device, self.sequence, self.host) = (device, sequence, host)
    (self.batch, self.microBatch) = (batch, microBatch)
  }

  /// The memory that a device of 80 GB can give to a run, in bytes.
  private static let largeDevice = 72.0 * 1_073_741_824
  /// The memory that a large common machine has for a replay, in bytes.
  private static let largeHost = 512.0 * 1_073_741_824

  /// For example `about 2.1 GiB on the device, 0.4 GiB on the host`. If batches must be split, or a large
  /// device cannot hold them, the text also gives the parts that would be computed one after the other.
  package var text: String {
    let sizes = microBatch.candidates(batch: batch)
    let size = sizes.first { device + sequence * Double($0) <= Self.largeDevice } ?? sizes.last!
    let parts = batch / size
    let split = parts > 1 ? " with batches in \(parts) parts of \(size) (learner.microBatch)" : ""
    let less = host > Self.largeHost ? " when the replay is full (less with replay.maximumBytes)" : ""
    return
      "about \(Self.text(device + sequence * Double(size))) on the device\(split), \(Self.text(host)) on the host\(less)"
  }

  /// The bytes that an update may take on a device with this much memory: nine tenths of it, or half of it if
  /// it is the host's own, minus what does not depend on the batch.
  package func updateMemory(of deviceMemory: Double, isHost: Bool) -> Double {
    (isHost ? 0.5 : 0.9) * deviceMemory - device
  }

  private static func text(_ bytes: Double) -> String {
    let mebibytes = bytes / 1_048_576
    return mebibytes < 1000
      ? String(format: "%.0f MiB", mebibytes.rounded(.up)) : String(format: "%.1f GiB", mebibytes / 1024)
  }
}
