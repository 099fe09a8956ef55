import Common
import Foundation
import Logging
import Synchronization

/// Built programs on disk. An entry is used only if its whole key and its checksum match; any other entry is
/// ignored, and the program is built again with a warning.
///
/// An entry consists of a magic line, the sizes of the key and the content, a checksum of both, the key, and
/// the content. `@unchecked Sendable`: immutable except for a flag that a mutex guards; files are replaced by
/// renaming.
final class ProgramCache: @unchecked Sendable {
  static let shared = ProgramCache(folder: CacheFolder.path.appending(component: "programs"))

  private static let magic = Array("FORESIGHT PROGRAM 1\n".utf8)
  private static let headerSize = magic.count + 3 * 8
  private let folder: URL
  private let hasFailed = Mutex(false)
  private let logger = Logger(label: "cache")

  init(folder: URL) { self.folder = folder }

  /// Whether storing is worth trying: no attempt has failed so far.
  var isWritable: Bool { !hasFailed.withLock { $0 } }

  func load(key: String, label: String) -> [UInt8]? {
    guard let data = try? Data(contentsOf: file(key)) else { return nil }
    guard let content = Self.decode([UInt8](data), key: key) else {
      rejected(key: key, label: label)
      return nil
    }
    return content
  }

  /// Logs that an entry is unusable, and removes it.
  func rejected(key: String, label: String) {
    logger.warning("the cached program \(file(key).path) for \(label) is damaged; building it anew")
    try? FileManager.default.removeItem(at: file(key))
  }

  func store(_ content: [UInt8], key: String, label: String) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(Self.encode(content, key: key)).write(to: file(key), options: .atomic)
    } catch {
      hasFailed.withLock { $0 = true }
      logger.warning(
        "cannot write to the cache folder \(folder.path), so programs are built on every start; set \(CacheFolder.variable) to a folder that can be written: \(error.localizedDescription)"
      )
    }
  }

  func file(_ key: String) -> URL {
    folder.appending(component: String(Checksum.fnv1a(key.utf8), radix: 16) + ".bin")
  }

  static func encode(_ content: [UInt8], key: String) -> [UInt8] {
    let key = Array(key.utf8)
    var sum = Checksum()
    sum.add(key)
    sum.add(content)
    let numbers = [UInt64(key.count), UInt64(content.count), sum.value]
    return magic + numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
      + key
      + content
  }

  static func decode(_ bytes: [UInt8], key: String) -> [UInt8]? {
    guard bytes.count >= headerSize, bytes.starts(with: magic) else { return nil }
    let numbers = (0..<3).map { index in
      (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[magic.count + index * 8 + $1]) << ($1 * 8) }
    }
    let key = Array(key.utf8)
    guard numbers[0] == UInt64(key.count), numbers[1] == UInt64(bytes.count - headerSize) &- numbers[0],
      bytes.count - headerSize >= key.count
    else { return nil }
    let storedKey = bytes[headerSize..<(headerSize + key.count)]
    let content = Array(bytes[(headerSize + key.count)...])
    var sum = Checksum()
    sum.add(key)
    sum.add(content)
    return storedKey.elementsEqual(key) && numbers[2] == sum.value ? content : nil
  }
}
