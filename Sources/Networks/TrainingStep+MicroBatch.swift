import Common
import Device
import Tensors

extension TrainingStep {
  /// Under what name a checkpoint's metadata says how many sequences a run computes at once.
  package static let microBatchKey = "micro_batch"

  /// How many sequences the run computes at once that wrote a checkpoint's file; nil where the file does not say so.
  ///
  /// Throws where the file cannot be read.
  package static func microBatch(in path: String) throws -> Int? {
    try CheckpointFile.metadata(microBatchKey, path: path).flatMap(Int.init)
  }

  /// What a person must know of batches of `batch` sequences whose parts have an automatic size; nil where they have none.
  package func microBatchRemark(batch: Int) -> String? {
    if parts == 1 { return nil }
    return
      "a batch of \(batch) is computed in \(parts) parts of \(batch / parts) (learner.microBatch), as the device that the run began on has no memory for all of it at once"
  }

  /// What `make` makes of the largest part of a batch that fits: `make` is given how many sequences a part has, how many
  /// parts there are, and how large the arena may be at most, in bytes.
  ///
  /// - Parameters:
  ///   - microBatch: without `fault`.
  ///   - pinned: the size that a run began with, which it keeps where that fits; of automatic ones alone.
  ///   - memory: bytes that an automatic size may take. The smallest size is tried in any case.
  ///
  /// Throws what `make` throws of the smallest size: `ModelTooLarge`, or `DeviceError`.
  package static func fitting(
    batch: Int, microBatch: MicroBatch, pinned: Int? = nil, memory: Double,
    make: (_ size: Int, _ parts: Int, _ largestArena: Double?) throws -> TrainingStep
  ) throws -> TrainingStep {
    let sizes = microBatch.candidates(batch: batch)
    if microBatch == .automatic, let pinned, sizes.contains(pinned) {
      do {
        return try make(pinned, batch / pinned, nil)
      } catch  where isShortageOfMemory(error) {
        // On another device than before: the size is chosen anew.
      }
    }
    var largest = Double(batch)
    for size in sizes where Double(size) <= largest || size == sizes.last {
      do {
        return try make(size, batch / size, size == sizes.last ? nil : memory)
      } catch  where isShortageOfMemory(error) && size != sizes.last {
        // What does not depend on the size takes its share, too: no size above this one fits.
        if let error = error as? ModelTooLarge { largest = Double(size) * max(0, error.share) }
      }
    }
    preconditionFailure("a batch of \(batch) has no parts")
  }

  private static func isShortageOfMemory(_ error: any Error) -> Bool {
    error is ModelTooLarge || (error as? DeviceError)?.isShortageOfMemory == true
  }
}
