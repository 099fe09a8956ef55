import Common
import Foundation

/// The sizes and checksums of all files of a checkpoint, in a file with a line `<CRC-32> <bytes> <name>` for
/// each.
struct CheckpointSums: Equatable {
  /// The fault that a check finds.
  enum Fault: Equatable {
    /// There are no checksums, as in checkpoints of earlier versions.
    case unknown
    /// A description of what has changed since it was written.
    case damage(String)
  }

  private static let name = "checksums.txt"

  private struct Sum: Equatable {
    let check: UInt32
    let size: Int

    /// Nil if the file cannot be read.
    init?(of path: String) {
      guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped) else { return nil }
      (check, size) = (CRC32.of(data), data.count)
    }

    init?(_ check: Substring, _ size: Substring) {
      guard let check = UInt32(check, radix: 16), let size = Int(size) else { return nil }
      (self.check, self.size) = (check, size)
    }
  }

  private var sums: [String: Sum] = [:]

  /// The sums of the files in a folder. Throws `TelemetryError` if one cannot be read.
  init(of folder: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name != Self.name {
      guard let sum = Sum(of: "\(folder)/\(name)") else {
        throw TelemetryError("\(folder)/\(name) cannot be read; check the folder")
      }
      sums[name] = sum
    }
  }

  private init?(text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 2)
      guard words.count == 3, let sum = Sum(words[0], words[1]) else { return nil }
      sums[words[2].trimmingCharacters(in: .whitespaces)] = sum
    }
  }

  /// Throws `FileError`.
  func write(in folder: String) throws {
    let lines = sums.sorted { $0.key < $1.key }.map { name, sum in
      String(format: "%08x", sum.check) + " \(sum.size) \(name)\n"
    }
    try FileReplacement.write(lines.joined(), to: "\(folder)/\(Self.name)")
  }

  /// The fault of the files in a folder; nil if all are as they were written.
  static func fault(of folder: String) -> Fault? {
    let path = "\(folder)/\(name)"
    guard FileManager.default.fileExists(atPath: path) else { return .unknown }
    guard let stored = StoredText.read(path).flatMap(Self.init(text:)), !stored.sums.isEmpty else {
      return .damage("\(name) is not as it was written")
    }
    for (name, sum) in stored.sums.sorted(by: { $0.key < $1.key }) {
      guard let found = Sum(of: "\(folder)/\(name)") else { return .damage("\(name) is missing") }
      if found != sum { return .damage("\(name) is not as it was written") }
    }
    return nil
  }
}
