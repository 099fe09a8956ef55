/// What a sequence does, one thing after the other.
package enum Command {
  case launch(any Launch)
  /// Sets every 32-bit word of the buffer.
  case fill(Buffer, pattern: UInt32)
  /// Between buffers of one size that do not overlap.
  case copy(from: Buffer, to: Buffer)
}

/// The contents of a sequence: one copy from the host, commands, one copy to the host.
package struct SequenceContents {
  /// Where what the host gives for a run goes, before all commands; nil where it gives nothing.
  package var upload: Buffer?
  package var commands: [Command]
  /// What comes back to the host after all commands; nil for nothing.
  package var download: Buffer?
  /// Whether its launches are begun before those of others, where the device has priorities.
  package let isUrgent: Bool

  package init(
    upload: Buffer? = nil, commands: [Command], download: Buffer? = nil, isUrgent: Bool = false
  ) {
    for case .copy(let source, let target) in commands {
      precondition(
        source.byteCount == target.byteCount && !source.overlaps(target),
        "a copy of \(source.byteCount) bytes at \(source.byteOffset) to \(target.byteCount) at \(target.byteOffset)"
      )
    }
    self.upload = upload
    self.commands = commands
    self.download = download
    self.isUrgent = isUrgent
  }
}

/// Commands that are recorded once, and handed to the device as a whole for each run (`Queue.run`).
///
/// It keeps alive what its commands use, and belongs to one queue's thread at a time.
package protocol CommandSequence: AnyObject {
  var contents: SequenceContents { get }

  /// How a run is handed to the driver, for reports: `as one CUDA graph`.
  var submission: String { get }
}

/// The host's memory for the runs of a sequence that are under way.
///
/// A run that was handed over reads its upload later, so that memory is not written again before it has, nor is memory
/// that somebody still reads results from.
final class StagingSlots {
  private struct Slot {
    let upload: HostMemory
    var download: HostMemory
    /// When the device is done with both.
    var done: (any Event)?
  }

  /// Runs under way at once before a further one waits.
  static let maximumCount = 3

  private let byteCounts: (upload: Int, download: Int)
  private let makeMemory: (_ byteCount: Int) throws -> HostMemory
  private var slots: [Slot] = []
  private var oldest = 0

  init(_ contents: SequenceContents, makeMemory: @escaping (_ byteCount: Int) throws -> HostMemory) {
    byteCounts = (contents.upload?.byteCount ?? 0, contents.download?.byteCount ?? 0)
    self.makeMemory = makeMemory
  }

  /// The number of a slot that is free; waits for one where there are enough.
  func take() throws -> Int {
    if let free = slots.indices.first(where: isFree) { return free }
    if slots.count < Self.maximumCount {
      slots.append(
        Slot(upload: try makeMemory(byteCounts.upload), download: try makeMemory(byteCounts.download)))
      return slots.count - 1
    }
    let taken = oldest
    oldest = (oldest + 1) % slots.count
    try slots[taken].done?.wait()
    if !isKnownUniquelyReferenced(&slots[taken].download) {
      slots[taken].download = try makeMemory(byteCounts.download)
    }
    slots[taken].done = nil
    return taken
  }

  func upload(_ slot: Int) -> HostMemory { slots[slot].upload }
  func download(_ slot: Int) -> HostMemory { slots[slot].download }

  /// The slot is in use until `event`.
  func keep(_ slot: Int, until event: (any Event)?) { slots[slot].done = event }

  private func isFree(_ slot: Int) -> Bool {
    isKnownUniquelyReferenced(&slots[slot].download) && slots[slot].done?.isComplete ?? true
  }
}
