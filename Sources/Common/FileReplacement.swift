import Foundation

/// A file that is written under a temporary name next to the one that it replaces, and renamed when it is
/// complete and on the disk.
package struct FileReplacement {
  /// The prefix of the names of incomplete files, which a killed process leaves behind.
  package static let temporaryPrefix = ".incomplete-"

  private let path: String
  private let descriptor: Int32

  /// Calls `body` to write the file at `path`. If anything fails, an existing file at `path` is unchanged and
  /// nothing else remains.
  ///
  /// Throws `FileError`, and the errors of `body`.
  package static func write(to path: String, _ body: (FileReplacement) throws -> Void) throws {
    let (folder, name) = try split(path)
    let folderDescriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folderDescriptor >= 0 else { throw failure(path, "the folder \(folder) cannot be opened") }
    defer { close(folderDescriptor) }
    var status = stat()
    if fstatat(folderDescriptor, name, &status, 0) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw FileError(
        file: path, reason: "what stands there is not a regular file; choose another name")
    }
    let temporary = "\(temporaryPrefix)\(String(UInt64.random(in: 0 ... .max), radix: 16))"
    let descriptor = openat(folderDescriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path, "the file cannot be created") }
    do {
      defer { close(descriptor) }
      try body(FileReplacement(path: path, descriptor: descriptor))
      guard fsync(descriptor) == 0 else { throw failure(path, "the file cannot be written") }
      guard renameat(folderDescriptor, temporary, folderDescriptor, name) == 0 else {
        throw failure(path, "the file cannot be put in place")
      }
    } catch {
      unlinkat(folderDescriptor, temporary, 0)
      throw error
    }
    // Some file systems cannot sync a folder, and report EINVAL.
    guard fsync(folderDescriptor) == 0 || errno == EINVAL else {
      throw failure(path, "the folder \(folder) cannot be written")
    }
  }

  /// Replaces the file at `path` by a text. Throws `FileError`.
  package static func write(_ text: String, to path: String) throws {
    try write(to: path) { try $0.append(Data(text.utf8)) }
  }

  /// Replaces the file at `path` by bytes. Throws `FileError`.
  package static func write(bytes: [UInt8], to path: String) throws {
    try write(to: path) { try $0.append(Data(bytes)) }
  }

  /// Appends `bytes` to the file.
  package func append(_ bytes: Data) throws(FileError) {
    if !Descriptor.write(bytes, to: descriptor) { throw Self.failure(path, "the file cannot be written") }
  }

  private static func split(_ path: String) throws(FileError) -> (folder: String, name: String) {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let (folder, name) = (String(path[..<start]), String(path[start...]))
    guard !name.isEmpty, name != ".", name != ".." else {
      throw FileError(
        file: path.isEmpty ? path.quoted : path, reason: "this names no file; add a name")
    }
    return (folder.isEmpty ? "." : folder, name)
  }

  /// The error of the last system call, and what to do about it.
  private static func failure(_ path: String, _ what: String) -> FileError {
    let code = errno
    let remedy =
      switch code {
      case ENOSPC, EDQUOT, EFBIG: "free some space, or choose another folder"
      case EACCES, EPERM, EROFS: "choose a folder that can be written"
      case ENOENT: "create the folder"
      default: "check the path"
      }
    return FileError(file: path, reason: "\(what) (\(String(cString: strerror(code)))); \(remedy)")
  }
}
