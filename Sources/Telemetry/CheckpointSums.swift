import Common
import Foundation

/// The size and the checksum of every file of a checkpoint, in a file of its own: a line `<CRC-32> <bytes> <name>` for each.
struct CheckpointSums: Equatable {
  /// What a check finds.
  enum Fault: Equatable {
    /// There are no sums, as in checkpoints of earlier versions.
    case unknown
    /// What is not as it was written.
    case damage(String)
  }

  private static let name = "checksums.txt"

  private struct Sum: Equatable {
    let check: UInt32
    let size: Int

    /// Nil where the file cannot be read.
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

  /// Those of the files that a folder holds. Throws `TelemetryError` where one cannot be read.
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
      let digits = String(sum.check, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + "\(digits) \(sum.size) \(name)\n"
    }
    try FileReplacement.write(lines.joined(), to: "\(folder)/\(Self.name)")
  }

  /// What is wrong with the files of a folder; nil where all are as they were written.
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
