import Common

/// Numbered records in the files of a folder. Records are appended at the end, dropped at the front, and read
/// back as they were at a checkpoint.
///
/// A file, named `replay-00000000.bin` and so on, has a header of 16 bytes (the format's name, its version,
/// and the kind of records), followed by records. A record has its payload's length and its number (8 bytes
/// each), the CRC-32 of both and of the payload (4 bytes), and the payload. Numbers are little-endian. When a
/// file has reached `segmentBytes`, a new one is begun; only the last file changes, and only at its end.
///
/// Three rules make this safe against a crash at any time. Files grow only at their end, and a checkpoint
/// gives the length of each: anything behind it was written later, and is cut off on resuming. `checkpoint`
/// waits until everything that it names is on the disk, before its result can be stored. And no file is
/// removed until a checkpoint that does not name it has been stored: `checkpoint` marks such files, and
/// `checkpointIsSaved` removes them. So it is always possible to resume from the checkpoint that was stored
/// last, and from the one before until `checkpointIsSaved` is called. A crash in between leaves files that no
/// checkpoint names, which resuming removes.
final class SegmentedLog {
  /// A file of records.
  struct Segment: Equatable {
    let index: Int
    var length: Int
    /// One more than the number of its last record.
    var end: Int
  }

  /// The files and records of a checkpoint. Files before them are no longer needed, and anything behind them
  /// was written later.
  struct State: Equatable {
    let segments: [Segment]
    /// The offset of the first record in the first file, in bytes.
    let firstOffset: Int
    /// The number of the first record.
    let first: Int
  }

  private static let format = Array("FORESRPL".utf8)
  private static let version: UInt32 = 1
  private static let headerSize = 16
  private static let recordHeaderSize = 20

  private let folder: String
  private let kind: UInt32
  private let segmentBytes: Int
  private var segments: [Segment] = []
  /// The offset of each record in its file.
  private var offsets: SerialQueue<Int>
  /// The indices of the files that the newest checkpoint does not name.
  private var obsolete: [Int] = []
  private var nextIndex = 0
  /// The last of `segments`, open.
  private var file: SegmentFile?

  /// An empty log in a folder that holds none. If `replacing` is true, it replaces a log in the folder.
  init(folder: String, kind: UInt32, segmentBytes: Int, replacing: Bool) throws(ReplayError) {
    (self.folder, self.kind, self.segmentBytes) = (folder, kind, segmentBytes)
    offsets = SerialQueue()
    let found = try Self.indices(in: folder)
    guard found.isEmpty || replacing else {
      throw ReplayError("\(folder) holds a replay already; resume its run, or choose another folder")
    }
    for index in found { try SegmentFile.remove(path(index)) }
  }

  /// The log as it was when `state` was made; `content` receives the payload of every record, in order. The
  /// files are unchanged: `removeLaterRecords` must be called before records are appended.
  ///
  /// Throws `ReplayError` if a file is missing or damaged, or if `content` throws.
  init(
    resuming state: State, folder: String, kind: UInt32, segmentBytes: Int,
    content: (_ payload: [UInt8]) throws(ByteReader.Mismatch) -> Void
  ) throws(ReplayError) {
    (self.folder, self.kind, self.segmentBytes) = (folder, kind, segmentBytes)
    segments = state.segments
    offsets = SerialQueue(first: state.first)
    nextIndex = (segments.last?.index ?? -1) + 1
    for (number, segment) in segments.enumerated() {
      let file = try SegmentFile(path: path(segment.index), isNew: false)
      defer { file.close() }
      try read(segment, from: number == 0 ? state.firstOffset : Self.headerSize, file, content)
    }
  }

  /// Removes what was written after the state that the log was resumed from.
  func removeLaterRecords() throws(ReplayError) {
    let named = Set(segments.map(\.index))
    for index in try Self.indices(in: folder) where !named.contains(index) {
      try SegmentFile.remove(path(index))
    }
    guard let last = segments.last else { return }
    let file = try SegmentFile(path: path(last.index), isNew: false)
    self.file = file
    try file.truncate(to: last.length)
  }

  deinit { file?.close() }

  /// Appends a record with the next number. Throws `ReplayError`, and changes nothing, if it cannot be
  /// written, for example because the disk is full.
  func append(_ payload: [UInt8]) throws(ReplayError) {
    if segments.isEmpty || segments[segments.count - 1].length >= segmentBytes { try beginSegment() }
    guard let file else { preconditionFailure("a log of \(segments.count) files, none of which is open") }
    let serial = offsets.end
    var header = ByteWriter()
    header.write(UInt64(payload.count))
    header.write(UInt64(serial))
    var check = CRC32()
    check.add(header.bytes)
    check.add(payload)
    header.write(check.value)
    let offset = segments[segments.count - 1].length
    do {
      try file.write(header.bytes, at: offset)
      try file.write(payload, at: offset + header.bytes.count)
    } catch {
      // Frees the space if possible. Otherwise the next record, or resuming, overwrites what was written.
      try? file.truncate(to: offset)
      throw error
    }
    segments[segments.count - 1].length += header.bytes.count + payload.count
    segments[segments.count - 1].end = serial + 1
    offsets.append(offset)
  }

  /// Drops the first record, beginning with the next checkpoint.
  func removeFirst() { _ = offsets.removeFirst() }

  /// Waits until all records are on the disk, and returns where they are.
  func checkpoint() throws(ReplayError) -> State {
    try file?.synchronize()
    try SegmentFile.synchronize(folder: folder)
    while let first = segments.first, segments.count > 1, first.end <= offsets.first {
      obsolete.append(first.index)
      segments.removeFirst()
    }
    return State(
      segments: segments,
      firstOffset: offsets.count == 0 ? segments.last?.length ?? Self.headerSize : offsets[offsets.first],
      first: offsets.first)
  }

  /// Removes the files that the newest checkpoint, which is stored now, does not name.
  func checkpointIsSaved() throws(ReplayError) {
    while let index = obsolete.first {
      try SegmentFile.remove(path(index))
      obsolete.removeFirst()
    }
  }

  // MARK: Files

  private func path(_ index: Int) -> String { "\(folder)/replay-\(String(format: "%08d", index)).bin" }

  /// The indices of the log's files in a folder.
  private static func indices(in folder: String) throws(ReplayError) -> [Int] {
    try SegmentFile.names(in: folder).compactMap { name in
      guard name.hasPrefix("replay-"), name.hasSuffix(".bin") else { return nil }
      return Int(name.dropFirst("replay-".count).dropLast(".bin".count))
    }
  }

  private var header: [UInt8] {
    var writer = ByteWriter()
    writer.write(Self.format)
    writer.write(Self.version)
    writer.write(kind)
    return writer.bytes
  }

  private func beginSegment() throws(ReplayError) {
    try file?.synchronize()
    let path = path(nextIndex)
    let new = try SegmentFile(path: path, isNew: true)
    do {
      try new.write(header, at: 0)
    } catch {
      new.close()
      try? SegmentFile.remove(path)
      throw error
    }
    file?.close()
    file = new
    segments.append(Segment(index: nextIndex, length: Self.headerSize, end: offsets.end))
    nextIndex += 1
  }

  // MARK: Reading

  private func read(
    _ segment: Segment, from start: Int, _ file: SegmentFile,
    _ content: (_ payload: [UInt8]) throws(ByteReader.Mismatch) -> Void
  ) throws(ReplayError) {
    let length = try file.length()
    guard length >= segment.length else {
      throw ReplayError(
        "\(file.path) has \(length) bytes, but the checkpoint names \(segment.length): it is damaged, or of another run; resume from another checkpoint"
      )
    }
    guard try file.read(Self.headerSize, at: 0) == header else {
      throw ReplayError(
        "\(file.path) has no valid header: it is damaged, or of another version; resume from another checkpoint"
      )
    }
    var offset = start
    while offset < segment.length {
      guard let payload = try record(at: offset, before: segment.length, file) else {
        throw damaged(file, offset)
      }
      do { try content(payload) } catch { throw damaged(file, offset) }
      offsets.append(offset)
      offset += Self.recordHeaderSize + payload.count
    }
    guard offsets.end == segment.end else { throw damaged(file, offset) }
  }

  /// The payload of the next record; nil if it is damaged.
  private func record(at offset: Int, before end: Int, _ file: SegmentFile) throws(ReplayError) -> [UInt8]? {
    let header = try file.read(Self.recordHeaderSize, at: offset)
    var reader = ByteReader(header)
    guard let length = try? reader.read(UInt64.self), let serial = try? reader.read(UInt64.self),
      let check = try? reader.read(UInt32.self), serial == UInt64(offsets.end),
      length <= UInt64(max(0, end - offset - Self.recordHeaderSize))
    else { return nil }
    let payload = try file.read(Int(length), at: offset + Self.recordHeaderSize)
    var found = CRC32()
    found.add(header.prefix(16))
    found.add(payload)
    return payload.count == length && found.value == check ? payload : nil
  }

  private func damaged(_ file: SegmentFile, _ offset: Int) -> ReplayError {
    ReplayError(
      "\(file.path) is damaged: record \(offsets.end), at byte \(offset), is not as it was written; resume from another checkpoint"
    )
  }
}

extension SegmentedLog.State {
  func write(to writer: inout ByteWriter) {
    writer.write(first)
    writer.write(firstOffset)
    writer.write(segments.count)
    for segment in segments {
      writer.write(segment.index)
      writer.write(segment.length)
      writer.write(segment.end)
    }
  }

  init(from reader: inout ByteReader) throws(ByteReader.Mismatch) {
    first = try reader.count()
    firstOffset = try reader.count()
    var segments: [SegmentedLog.Segment] = []
    for _ in 0..<(try reader.count()) {
      segments.append(
        SegmentedLog.Segment(
          index: try reader.count(), length: try reader.count(), end: try reader.count()))
    }
    self.segments = segments
  }
}
