import Common
import Foundation

/// Writes a file of named tensors in the safetensors format, in an order that depends on their names and types alone.
///
/// A tensor's bytes are requested when it is written, so that only one tensor must be in memory at a time.
package struct SafetensorsWriter {
  private struct Entry {
    let name: String
    let shape: [Int]
    let type: SafetensorsType
    let byteCount: Int
    let content: () throws -> Data
  }

  private let metadata: [String: String]
  private var entries: [String: Entry] = [:]

  /// The largest length of a header that is written, in bytes: enough for some hundred thousand tensors.
  private static let longestHeader = 16_000_000

  package init(metadata: [String: String] = [:]) { self.metadata = metadata }

  /// Adds a tensor under a new name.
  package mutating func add(_ name: String, _ tensor: SafetensorsTensor) {
    add(name, shape: tensor.shape, type: tensor.type) { tensor.bytes }
  }

  /// Adds a tensor under a new name. `content` is called once for each file that is written, and returns the
  /// elements in row-major, little-endian order.
  package mutating func add(
    _ name: String, shape: [Int], type: SafetensorsType, content: @escaping () throws -> Data
  ) {
    precondition(name != SafetensorsFile.metadataKey, "a tensor cannot have the name \(name)")
    precondition(entries[name] == nil, "two tensors with the name \(name)")
    precondition(
      shape.count <= TensorHeader.maximumDimensions,
      "a tensor of \(shape.count) dimensions, but \(TensorHeader.maximumDimensions) are the most")
    guard let byteCount = TensorHeader.byteCount(shape, type) else {
      preconditionFailure("too large a shape, \(shape)")
    }
    entries[name] = Entry(name: name, shape: shape, type: type, byteCount: byteCount, content: content)
  }

  /// Writes the file, or leaves the old one unchanged: another process sees either the old or the new file.
  ///
  /// Throws `SafetensorsError` if that fails, and the errors of a tensor's `content`.
  package func write(to path: String) throws {
    // Elements of 8 bytes come first, then those of 4, so that all are aligned without gaps, which the format
    // forbids.
    let ordered = entries.values.sorted {
      if $0.type.byteCount != $1.type.byteCount { return $0.type.byteCount > $1.type.byteCount }
      return $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    let header = header(ordered)
    guard header.count <= Self.longestHeader else {
      throw SafetensorsError(
        file: path,
        reason:
          "its header would have \(header.count) bytes, but \(Self.longestHeader) are the most; keep less in its metadata"
      )
    }
    do {
      try FileReplacement.write(to: path) { file in
        try file.append(withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) })
        try file.append(header)
        for entry in ordered {
          let bytes = try entry.content()
          precondition(
            bytes.count == entry.byteCount,
            "\(bytes.count) bytes for the tensor \(entry.name) of shape \(entry.shape) and type \(entry.type.rawValue)"
          )
          try file.append(bytes)
        }
      }
    } catch let error as FileError {
      throw SafetensorsError(file: error.file, reason: error.reason)
    }
  }

  /// JSON with sorted names, padded with spaces so that the tensors begin at a multiple of 8 bytes.
  private func header(_ ordered: [Entry]) -> Data {
    var members: [(name: String, json: String)] = []
    var offset = 0
    for entry in ordered {
      let end = offset + entry.byteCount
      let shape = entry.shape.map(String.init).joined(separator: ",")
      members.append(
        (
          entry.name,
          "{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}"
        ))
      offset = end
    }
    if !metadata.isEmpty {
      members.append(
        (SafetensorsFile.metadataKey, Self.object(metadata.map { ($0, JSON.quoted($1)) })))
    }
    let json = Data(Self.object(members).utf8)
    return json + Data(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
  }

  private static func object(_ members: [(name: String, json: String)]) -> String {
    let members = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return "{\(members.map { "\(JSON.quoted($0.name)):\($0.json)" }.joined(separator: ","))}"
  }
}
