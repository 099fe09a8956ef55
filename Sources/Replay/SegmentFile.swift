import Foundation

/// An open file, whose errors are single sentences.
struct SegmentFile {
  let path: String
  private let descriptor: Int32

  /// Opens a file for reading and writing. `isNew` creates it, and no file may exist there.
  init(path: String, isNew: Bool) throws(ReplayError) {
    descriptor = open(path, O_RDWR | O_CLOEXEC | (isNew ? O_CREAT | O_EXCL : 0), 0o666)
    self.path = path
    guard descriptor >= 0 else { throw Self.failure(path, isNew ? "cannot be created" : "cannot be opened") }
  }

  func close() { _ = Foundation.close(descriptor) }

  func length() throws(ReplayError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, "cannot be read") }
    return Int(status.st_size)
  }

  /// Writes all of `bytes` at `offset`.
  func write(_ bytes: [UInt8], at offset: Int) throws(ReplayError) {
    let isWritten = bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return false }
        done += count
      }
      return true
    }
    if !isWritten { throw Self.failure(path, "cannot be written") }
  }

  /// The bytes at `offset`: `count` of them, or fewer if the file ends before.
  func read(_ count: Int, at offset: Int) throws(ReplayError) -> [UInt8] {
    var isRead = true
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      while done < count {
        let step = pread(descriptor, buffer.baseAddress! + done, count - done, off_t(offset + done))
        if step < 0 && errno == EINTR { continue }
        if step < 0 { isRead = false }
        if step <= 0 { break }
        done += step
      }
    }
    guard isRead else { throw Self.failure(path, "cannot be read") }
    return bytes
  }

  func truncate(to length: Int) throws(ReplayError) {
    guard ftruncate(descriptor, off_t(length)) == 0 else { throw Self.failure(path, "cannot be cut") }
  }

  /// Waits until what was written is on the disk.
  func synchronize() throws(ReplayError) {
    guard fsync(descriptor) == 0 else { throw Self.failure(path, "cannot be written") }
  }

  /// Waits until the names in a folder are on the disk.
  static func synchronize(folder: String) throws(ReplayError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder, "cannot be opened") }
    defer { _ = Foundation.close(descriptor) }
    // Some file systems cannot sync a folder, and report EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(folder, "cannot be written") }
  }

  /// Removes a file. It is no error if the file does not exist.
  static func remove(_ path: String) throws(ReplayError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw failure(path, "cannot be removed") }
  }

  /// The names of the files in a folder, sorted.
  static func names(in folder: String) throws(ReplayError) -> [String] {
    guard let stream = opendir(folder) else { throw failure(folder, "cannot be opened") }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { name in
          name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
            String(cString: $0)
          }
        })
    }
    return names.sorted()
  }

  /// The error of the last system call, and what to do about it.
  private static func failure(_ path: String, _ what: String) -> ReplayError {
    let code = errno
    let remedy =
      switch code {
      case ENOSPC, EDQUOT, EFBIG: "free some space"
      case EACCES, EPERM, EROFS: "choose a folder that can be written"
      case ENOENT: "create the folder, or resume from another checkpoint"
      default: "check the disk"
      }
    return ReplayError("\(path) \(what) (\(String(cString: strerror(code)))); \(remedy)")
  }
}
