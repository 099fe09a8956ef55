import Foundation

/// What a program writes to its standard error, in a file without a name, of which the newest is kept.
final class ProgramLog {
  /// What the program writes to; negative where there is no file.
  let descriptor: Int32

  /// A longer file is cut.
  private static let maximum: off_t = 4 << 20
  /// Of its end so much is kept, in bytes.
  private static let kept = 4096

  init() {
    var path = Array("\(FileManager.default.temporaryDirectory.path)/foresight-XXXXXX".utf8CString)
    descriptor = mkstemp(&path)
    guard descriptor >= 0 else { return }
    unlink(path)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    // After a cut the program goes on at the new end.
    _ = fcntl(descriptor, F_SETFL, O_APPEND)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// In bytes.
  var size: off_t {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status.st_size : 0
  }

  /// Cuts the file where it is long.
  func trim() {
    guard size > Self.maximum else { return }
    let end = end
    if ftruncate(descriptor, 0) == 0 { _ = write(descriptor, end, end.count) }
  }

  /// The last line that is not empty.
  var lastLine: String? {
    String(decoding: end, as: UTF8.self).split(whereSeparator: \.isNewline).last.map(String.init)
  }

  private var end: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.kept)
    let count = pread(descriptor, &bytes, bytes.count, max(0, size - off_t(bytes.count)))
    return Array(bytes[..<max(0, count)])
  }
}
