import Common
import Foundation

/// A file of named tensors in the safetensors format (https://github.com/huggingface/safetensors): the header's
/// length in 8 bytes, the header in JSON, the tensors' bytes, which need not be aligned.
///
/// Everything is checked when the file is opened; the tensors are slices of its bytes.
package struct SafetensorsFile: Sendable {
  /// The path, for messages.
  package let name: String
  /// The header's metadata of the whole file.
  package let metadata: [String: String]
  package let tensors: [String: SafetensorsTensor]

  /// The largest length of a header that is read, in bytes: the format's own limit.
  static let longestHeader = 100_000_000
  static let metadataKey = "__metadata__"

  /// Reads the file at `path`, which is mapped into memory. Nobody may shorten it meanwhile.
  ///
  /// Throws `SafetensorsError` if it cannot be read or is invalid.
  package init(path: String) throws(SafetensorsError) {
    func unreadable(_ reason: String) -> SafetensorsError {
      SafetensorsError(file: path.isEmpty ? path.quoted : path, reason: "\(reason); check the path")
    }
    let values = try? URL(filePath: path).resolvingSymlinksInPath().resourceValues(forKeys: [
      .isRegularFileKey
    ])
    guard let values else { throw unreadable("there is no such file") }
    guard values.isRegularFile == true else { throw unreadable("this is not a regular file") }
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
    } catch {
      throw unreadable("the file cannot be read (\(error.localizedDescription))")
    }
    try self.init(name: path, data: data)
  }

  /// Reads the content of a file, which `name` stands for in messages.
  ///
  /// Throws `SafetensorsError` if it is invalid.
  package init(name: String, data: Data) throws(SafetensorsError) {
    self.name = name
    let (header, body) = try Self.split(name: name, data: data)
    let json: JSON
    do {
      json = try JSON(parsing: header)
    } catch {
      throw .damaged(name, "its header is not valid JSON: \(error)")
    }
    guard case .object(var entries) = json else { throw .damaged(name, "its header is not a JSON object") }
    metadata = try Self.metadata(entries.removeValue(forKey: Self.metadataKey), name: name)
    var tensors: [String: SafetensorsTensor] = [:]
    var extents: [(name: String, range: Range<Int>)] = []
    for (tensor, entry) in entries.sorted(by: { $0.key < $1.key }) {
      let header = try TensorHeader(tensor, entry, file: name, bodySize: body.count)
      extents.append((tensor, header.range))
      let range = body.startIndex + header.range.lowerBound..<body.startIndex + header.range.upperBound
      tensors[tensor] = SafetensorsTensor(shape: header.shape, type: header.type, bytes: body[range])
    }
    self.tensors = tensors
    try Self.checkCover(extents, bodySize: body.count, name: name)
  }

  private static func split(name: String, data: Data) throws(SafetensorsError) -> (header: Data, body: Data) {
    guard data.count >= 8 else {
      throw .damaged(name, "it holds \(data.count) bytes, too few for the length of a header")
    }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let rest = data.dropFirst(8)
    guard length <= rest.count else {
      throw .damaged(name, "its header claims \(length) bytes, but only \(rest.count) follow")
    }
    guard length <= longestHeader else {
      throw .damaged(
        name, "its header of \(length) bytes is longer than the \(longestHeader) that are allowed")
    }
    return (rest.prefix(Int(length)), rest.dropFirst(Int(length)))
  }

  private static func metadata(_ json: JSON?, name: String) throws(SafetensorsError) -> [String: String] {
    guard let json, json != .null else { return [:] }
    guard case .object(let members) = json else { throw .damaged(name, "its metadata is not a JSON object") }
    var metadata: [String: String] = [:]
    for (key, value) in members {
      guard case .string(let text) = value else {
        throw .damaged(name, "its metadata \(key.quoted) is not a string")
      }
      metadata[key] = text
    }
    return metadata
  }

  /// The format requires that every byte belongs to one tensor.
  private static func checkCover(
    _ extents: [(name: String, range: Range<Int>)], bodySize: Int, name: String
  ) throws(SafetensorsError) {
    var covered = 0
    var previous = ""
    for (tensor, range) in extents.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
      if range.lowerBound < covered {
        throw .damaged(name, "the tensors \(previous.quoted) and \(tensor.quoted) overlap")
      }
      if range.lowerBound > covered {
        throw .damaged(
          name, "\(range.lowerBound - covered) bytes before the tensor \(tensor.quoted) belong to none")
      }
      covered = range.upperBound
      previous = tensor
    }
    if covered < bodySize {
      throw .damaged(name, "\(bodySize - covered) bytes after the last tensor belong to none")
    }
  }
}
