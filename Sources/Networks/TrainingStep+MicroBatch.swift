import Common
import Device
import Tensors

extension TrainingStep {
  /// The name of the metadata entry with the number of sequences that a run computes at once.
  package static let microBatchKey = "micro_batch"

  /// The number of sequences that a checkpoint's run computes at once; nil if the file does not record it.
  ///
  /// Throws if the file cannot be read.
  package static func microBatch(in path: String) throws -> Int? {
    try CheckpointFile.metadata(microBatchKey, path: path).flatMap(Int.init)
  }

  /// A remark for the user on batches of `batch` sequences that are computed in parts of an automatic size;
  /// nil if they are computed as a whole.
  package func microBatchRemark(batch: Int) -> String? {
    if parts == 1 { return nil }
    return
      "a batch of \(batch) is computed in \(parts) parts of \(batch / parts) (learner.microBatch), as the device that the run began on has no memory for all of it at once"
  }

  /// The result of `make` for the largest part of a batch that fits. `make` is called with the number of
  /// sequences of a part, the number of parts, and the largest size of the arena in bytes.
  ///
  /// - Parameters:
  /// - microBatch: the setting, whose `fault` must be nil.
  /// - pinned: the size that a run began with, which it keeps if it fits; only for automatic sizes.
  /// - memory: the bytes that an automatic size may take. The smallest size is tried in any case.
  ///
  /// Throws the error of `make` for the smallest size: `ModelTooLarge` or `DeviceError`.
  package static func fitting(
    batch: Int, microBatch: MicroBatch, pinned: Int? = nil, memory: Double,
    make: (_ size: Int, _ parts: Int, _ largestArena: Double?) throws -> TrainingStep
  ) throws -> TrainingStep {
    let sizes = microBatch.candidates(batch: batch)
    if microBatch == .automatic, let pinned, sizes.contains(pinned) {
      do {
        return try make(pinned, batch / pinned, nil)
      } catch  where isShortageOfMemory(error) {
        // The run was on another device before: the size is chosen again.
      }
    }
    var largest = Double(batch)
    for size in sizes where Double(size) <= largest || size == sizes.last {
      do {
        return try make(size, batch / size, size == sizes.last ? nil : memory)
      } catch  where isShortageOfMemory(error) && size != sizes.last {
        // Memory that does not depend on the size has its share, too, so no size above this one fits.
        if let error = error as? ModelTooLarge { largest = Double(size) * max(0, error.share) }
      }
    }
    preconditionFailure("a batch of \(batch) has no parts")
  }

  private static func isShortageOfMemory(_ error: any Error) -> Bool {
    error is ModelTooLarge || (error as? DeviceError)?.isShortageOfMemory == true
  }
}
