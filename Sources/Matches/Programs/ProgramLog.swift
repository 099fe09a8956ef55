import Foundation

/// The standard error of a program, written to a file without a name, of which only the newest part is kept.
final class ProgramLog {
  /// The descriptor that the program writes to; negative if there is no file.
  let descriptor: Int32

  /// The size in bytes above which the file is cut.
  private static let maximum: off_t = 4 << 20
  /// The number of bytes at the end of the file that are kept.
  private static let kept = 4096

  init() {
    var path = Array("\(FileManager.default.temporaryDirectory.path)/foresight-XXXXXX".utf8CString)
    descriptor = mkstemp(&path)
    guard descriptor >= 0 else { return }
    unlink(path)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    // After a cut the program continues at the new end.
    _ = fcntl(descriptor, F_SETFL, O_APPEND)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The size of the file, in bytes.
  var size: off_t {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status.st_size : 0
  }

  /// Cuts the file if it is too long.
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
