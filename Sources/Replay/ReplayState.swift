import Common

/// The state of a replay that a checkpoint must store beside the files of records: which records are in the
/// buffer, the files' lengths, and the priorities.
public struct ReplayState: Sendable, Equatable {
  /// The state, followed by a checksum.
  public let bytes: [UInt8]

  /// A stored state. It is checked when a replay is resumed from it.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  init(_ writer: ByteWriter) {
    var writer = writer
    writer.write(CRC32.of(writer.bytes))
    bytes = writer.bytes
  }

  /// Reads the content. Throws `ReplayError` if it is damaged, and any error of `body` except a mismatch.
  func read<Result>(_ body: (inout ByteReader) throws -> Result) throws -> Result {
    let content = Array(bytes.dropLast(4))
    let damaged = ReplayError(
      "the checkpoint's state of the replay is damaged; resume from another checkpoint")
    var check = ByteReader(bytes, from: max(0, bytes.count - 4))
    guard let value = try? check.read(UInt32.self), value == CRC32.of(content) else { throw damaged }
    var reader = ByteReader(content)
    do {
      let result = try body(&reader)
      try reader.finish()
      return result
    } catch is ByteReader.Mismatch {
      throw damaged
    }
  }
}
