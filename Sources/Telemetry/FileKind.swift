import Foundation

/// The kind of file at a path, without following links.
enum FileKind {
  case file, folder, other

  /// Nil if nothing exists there.
  init?(of path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    default: self = .other
    }
  }
}
