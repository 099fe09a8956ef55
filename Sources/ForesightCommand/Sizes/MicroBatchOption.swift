import ArgumentParser
import Common

/// The option `--micro-batch`, for batches that are computed in parts.
struct MicroBatchOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Sequences that are computed at once, the gradients of all parts being summed (default: as the preset says, else all of them).",
      valueName: "sequences"))
  var microBatch: Int?

  /// Throws if a batch of this size cannot be divided into such parts.
  func check(batch: Int) throws {
    guard let microBatch, microBatch < 1 || batch % microBatch != 0 else { return }
    throw ValidationError("--micro-batch is \(microBatch), but must divide the batch of \(batch)")
  }

  /// The requested setting, or else another.
  func setting(else other: MicroBatch) -> MicroBatch { microBatch.map(MicroBatch.sequences) ?? other }
}
