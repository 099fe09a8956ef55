/// A command of a sequence.
package enum Command {
  case launch(any Launch)
  /// Sets every 32-bit word of the buffer.
  case fill(Buffer, pattern: UInt32)
  /// Copies between two buffers of the same size that do not overlap.
  case copy(from: Buffer, to: Buffer)
}

/// The contents of a sequence: one copy from the host, commands, and one copy to the host.
package struct SequenceContents {
  /// The buffer that the host's data of a run is copied to before all commands; nil for no copy.
  package var upload: Buffer?
  package var commands: [Command]
  /// The buffer that is copied to the host after all commands; nil for no copy.
  package var download: Buffer?
  /// Whether its launches have priority over those of other sequences, on devices with priorities.
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

  /// Stops the program where so many bytes are more than the sequence takes.
  func checkUpload(_ byteCount: Int) {
    precondition(
      0...(upload?.byteCount ?? 0) ~= byteCount,
      "an upload of \(byteCount) bytes where \(upload?.byteCount ?? 0) are taken")
  }
}

/// Commands that are recorded once, and submitted to the device as a whole for each run (`Queue.run`).
///
/// It keeps the memory of its commands alive. To be used by one queue's thread at a time.
package protocol CommandSequence: AnyObject {
  var contents: SequenceContents { get }

  /// The way in which a run is submitted to the driver, for reports, such as `as one CUDA graph`.
  var submission: String { get }
}

/// The host memory of a sequence's runs that have not finished.
///
/// A submitted run reads its upload later. Its slot's memory is therefore not reused before the device has
/// read it, nor while somebody still reads its results.
final class StagingSlots {
  private struct Slot {
    let upload: HostMemory
    var download: HostMemory
    /// The event that completes when the device needs neither upload nor download any more.
    var done: (any Event)?
  }

  /// The largest number of unfinished runs; a further run waits.
  static let maximumCount = 3

  private let byteCounts: (upload: Int, download: Int)
  private let makeMemory: (_ byteCount: Int) throws -> HostMemory
  private var slots: [Slot] = []
  private var oldest = 0

  init(_ contents: SequenceContents, makeMemory: @escaping (_ byteCount: Int) throws -> HostMemory) {
    byteCounts = (contents.upload?.byteCount ?? 0, contents.download?.byteCount ?? 0)
    self.makeMemory = makeMemory
  }

  /// The number of a free slot. Waits for one if the largest number of runs is unfinished.
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

  /// Keeps the slot in use until `event`.
  func keep(_ slot: Int, until event: (any Event)?) { slots[slot].done = event }

  private func isFree(_ slot: Int) -> Bool {
    isKnownUniquelyReferenced(&slots[slot].download) && slots[slot].done?.isComplete ?? true
  }
}
