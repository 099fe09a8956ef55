import Common

/// What a checkpoint must store of a replay, beside the files that its records are in: which of them are of use, how
/// long the files are, and priorities.
public struct ReplayState: Sendable, Equatable {
  /// The state, with a checksum behind it.
  public let bytes: [UInt8]

  /// A state as it was stored; it is checked when a replay is resumed.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// A state with the content of `writer`.
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
