import Foundation

/// Puts together the bytes of safetensors files, right and wrong ones.
package struct SafetensorsBuilder {
  /// Header entries, as JSON.
  package var entries: [String] = []
  package var body = Data()

  package init() {}

  /// Adds text to the file's metadata; at most one call, with all of it.
  package mutating func setMetadata(_ metadata: [String: String]) throws {
    let json = try JSONSerialization.data(withJSONObject: metadata, options: .sortedKeys)
    entries.insert("\"__metadata__\":\(String(decoding: json, as: UTF8.self))", at: 0)
  }

  /// Adds a tensor at the end of the body.
  package mutating func add<Element: BitwiseCopyable>(
    _ name: String, _ shape: [Int], _ values: [Element], type: String = "F32"
  ) {
    let begin = body.count
    values.withUnsafeBytes { body.append(contentsOf: $0) }
    entries.append(
      "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(body.count)]}")
  }

  package var data: Data { Self.file(header: "{\(entries.joined(separator: ","))}", body: body) }

  /// The header's length, the header, the body.
  package static func file(header: String, body: Data = Data()) -> Data {
    file(header: Data(header.utf8), body: body)
  }

  /// The header's length, the header, the body.
  package static func file(header: Data, body: Data = Data()) -> Data {
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + body
  }
}
