import Foundation

/// What stands at a path, links not followed.
enum FileKind {
  case file, folder, other

  /// Nil where nothing does.
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
