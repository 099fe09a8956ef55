import Foundation

/// Lines of the standard input and output for two threads. A thread that waits for a line does not keep
/// another from printing, as it would with the C library's streams if all are flushed.
enum StandardLines {
  /// The standard input, line by line.
  ///
  /// `@unchecked Sendable`: only one thread reads.
  final class Reader: @unchecked Sendable {
    private var bytes = Data()
    /// The number of bytes, from the first on, among which no line ends.
    private var searched = 0
    private var hasEnded = false

    /// The next line without its end; nil after the last one.
    func next() -> String? {
      while true {
        if let end = bytes.dropFirst(searched).firstIndex(of: 0x0a) {
          defer {
            bytes = bytes[bytes.index(after: end)...]
            searched = 0
          }
          return String(decoding: bytes[..<end], as: UTF8.self)
        }
        searched = bytes.count
        if hasEnded {
          defer { bytes = Data() }
          return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
        }
        let more = FileHandle.standardInput.availableData
        hasEnded = more.isEmpty
        bytes.append(more)
      }
    }
  }

  /// Writes a line to the standard output at once; nobody may be left to read it.
  static func write(_ line: String) { writeText(line + "\n") }

  /// Writes a text, line ends included, as `write` does.
  static func writeText(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
  }

  /// Throws if what was printed has not arrived, for example because a disk is full. It is no error if nobody
  /// reads it any more.
  static func finish() throws {
    errno = 0
    guard fflush(nil) != 0, ![EPIPE, EIO].contains(errno) else { return }
    throw OutputError(reason: String(cString: strerror(errno)))
  }

  /// The error of an output that cannot be written.
  struct OutputError: Error, CustomStringConvertible {
    let reason: String

    var description: String { "the output cannot be written (\(reason)); free some space, or choose another" }
  }
}
