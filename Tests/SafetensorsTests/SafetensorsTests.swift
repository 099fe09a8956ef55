import Foundation
import Safetensors
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  @Test func tensorsAndMetadataAreRead() throws {
    var builder = SafetensorsBuilder()
    try builder.setMetadata(["format": "pt"])
    builder.add("a", [2, 3], [1, 2, 3, 4, 5, 6] as [Float])
    builder.add("scalar", [], [7] as [Int32], type: "I32")
    builder.add("empty", [0, 5], [] as [Float])
    builder.add("image", [3], [1, 2, 255] as [UInt8], type: "U8")
    // A slice whose indices do not begin at 0.
    let file = try SafetensorsFile(name: "test", data: (Data([9]) + builder.data).dropFirst())
    #expect(file.metadata == ["format": "pt"])
    #expect(file.tensors["a"]?.shape == [2, 3])
    #expect(file.tensors["a"]?.floats() == [1, 2, 3, 4, 5, 6])
    #expect(file.tensors["scalar"]?.shape == [])
    #expect(file.tensors["scalar"]?.integers() == [7])
    #expect(file.tensors["empty"]?.floats() == [])
    #expect(file.tensors["image"].map { Array($0.bytes) } == [1, 2, 255])
    #expect(file.tensors.count == 4)
  }

  @Test func anEmptyHeaderIsAFileWithoutTensors() throws {
    #expect(try SafetensorsFile(name: "test", data: SafetensorsBuilder.file(header: "{}  ")).tensors.isEmpty)
  }

  /// The format asks for no alignment: a file's order is its writer's choice.
  @Test func tensorsNeedNotBeAligned() throws {
    var builder = SafetensorsBuilder()
    builder.add("flag", [1], [1] as [UInt8], type: "U8")
    builder.add("floats", [2], [0.25, -3] as [Float])
    builder.add("integers", [1], [7] as [Int32], type: "I32")
    for padding in 0..<8 {
      let header = "{\(builder.entries.joined(separator: ","))}" + String(repeating: " ", count: padding)
      let file = try SafetensorsFile(
        name: "test", data: SafetensorsBuilder.file(header: header, body: builder.body))
      #expect(file.tensors["flag"].map { Array($0.bytes) } == [1])
      #expect(file.tensors["floats"]?.floats() == [0.25, -3])
      #expect(file.tensors["integers"]?.integers() == [7])
    }
  }

  @Test func metadataMayBeNull() throws {
    let file = try SafetensorsFile(
      name: "test", data: SafetensorsBuilder.file(header: "{\"__metadata__\":null}"))
    #expect(file.metadata.isEmpty && file.tensors.isEmpty)
  }

  private static func entry(_ dtype: String = "\"F32\"", _ shape: String = "[2]", _ offsets: String = "[0,8]")
    -> String
  {
    "{\"t\":{\"dtype\":\(dtype),\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
  }

  /// Headers in front of 8 bytes, and what is wrong.
  private static let faults: [(header: String, reason: String)] = [
    ("", "its header is not valid JSON"),
    ("{", "its header is not valid JSON"),
    ("[]", "its header is not a JSON object"),
    ("{\"__metadata__\":[]}", "its metadata is not a JSON object"),
    ("{\"__metadata__\":{\"a\":1}}", "its metadata \"a\" is not a string"),
    ("{\"t\":1}", "\"t\" is not described by a JSON object"),
    ("{\"t\":{\"shape\":[2],\"data_offsets\":[0,8]}}", "\"t\" has no dtype"),
    ("{\"t\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", "\"t\" has no shape"),
    ("{\"t\":{\"dtype\":\"F32\",\"shape\":[2]}}", "\"t\" has no two data_offsets"),
    (entry("\"F16\""), "\"t\" holds \"F16\", but only F32, I32, I64, U64, U8 are read; convert it"),
    (entry("4"), "\"t\" has no dtype"),
    (entry("\"F32\"", "[-2]"), "has no shape of whole sizes"),
    (entry("\"F32\"", "[2.5]"), "has no shape of whole sizes"),
    (entry("\"F32\"", "[1e99]"), "has no shape of whole sizes"),
    (entry("\"F32\"", "\"2\""), "has no shape of whole sizes"),
    (entry("\"F32\"", "[\(Array(repeating: "1", count: 100).joined(separator: ","))]"), "has no shape of"),
    (entry("\"F32\"", "[4294967296,4294967296]"), "has too large a shape"),
    (entry("\"F32\"", "[9223372036854775807]"), "has too large a shape"),
    (entry("\"F32\"", "[0,4294967296,4294967296]"), "has too large a shape"),
    (entry("\"F32\"", "[3]"), "of shape [3] needs 12 bytes, but its offsets span 8"),
    (entry("\"F32\"", "[0]"), "of shape [0] needs 0 bytes, but its offsets span 8"),
    (entry("\"I64\"", "[2]"), "of shape [2] needs 16 bytes, but its offsets span 8"),
    (entry("\"U8\"", "[2]"), "of shape [2] needs 2 bytes, but its offsets span 8"),
    (entry("\"F32\"", "[2]", "[0]"), "has no two data_offsets"),
    (entry("\"F32\"", "[2]", "[0,8,8]"), "has no two data_offsets"),
    (entry("\"F32\"", "[2]", "[-8,0]"), "has no two data_offsets"),
    (entry("\"F32\"", "[2]", "[0,99999999999999999999]"), "has no two data_offsets"),
    (entry("\"F32\"", "[2]", "[8,0]"), "ends at byte 0, before its begin at 8"),
    (entry("\"F32\"", "[2]", "[4,12]"), "ends at byte 12, but the file has only 8"),
    (entry("\"F32\"", "[1]", "[0,4]"), "4 bytes after the last tensor belong to none"),
    (entry("\"F32\"", "[1]", "[4,8]"), "4 bytes before the tensor \"t\" belong to none"),
    (
      "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
        + "\"u\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
      "the tensors \"t\" and \"u\" overlap"
    ),
    (
      "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
        + "\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
      "the key \"t\" stands twice"
    ),
    ("{\"t\":{\"dtype\":\"F32\",\"dtype\":\"I32\"}}", "the key \"dtype\" stands twice"),
    (String(repeating: "[", count: 100_000), "levels of nesting"),
  ]

  @Test(arguments: faults)
  func aWrongHeaderIsOneSentence(header: String, reason: String) {
    expectFault(SafetensorsBuilder.file(header: header, body: Data(count: 8)), reason)
  }

  @Test func aTruncatedFileIsOneSentence() {
    expectFault(Data(), "it holds 0 bytes, too few for the length of a header")
    expectFault(Data([1, 0, 0]), "it holds 3 bytes")
    var builder = SafetensorsBuilder()
    builder.add("t", [2], [1, 2] as [Float])
    let data = builder.data
    expectFault(data.prefix(data.count - 1), "\"t\" ends at byte 8, but the file has only 7")
    expectFault(data.prefix(12), "but only 4 follow")
    for length in 0..<data.count {
      #expect(throws: SafetensorsError.self) {
        try SafetensorsFile(name: "test", data: data.prefix(length))
      }
    }
  }

  @Test(arguments: [UInt64(3), 1 << 40, 1 << 63, .max])
  func aHeaderLengthBeyondTheFileIsOneSentence(length: UInt64) {
    expectFault(
      withUnsafeBytes(of: length.littleEndian) { Data($0) } + Data("{}".utf8),
      "its header claims \(length) bytes, but only 2 follow")
  }

  @Test func aHeaderThatIsNotUTF8IsOneSentence() {
    expectFault(
      SafetensorsBuilder.file(header: Data([0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D])), "not UTF-8")
  }

  @Test func aFileThatCannotBeReadIsOneSentence() {
    for (path, reason) in [
      ("/nonexistent/file", "there is no such file"), ("/", "this is not a regular file"),
      ("/dev/zero", "this is not a regular file"), ("", "check the path"),
    ] {
      let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: path) }
      #expect(error?.description.contains(reason) == true)
    }
  }

  private func expectFault(_ data: Data, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation)
  {
    let error = #expect(throws: SafetensorsError.self, sourceLocation: sourceLocation) {
      try SafetensorsFile(name: "test", data: data)
    }
    let sentence = error?.description ?? ""
    #expect(sentence.hasPrefix("test: ") && sentence.contains(reason), sourceLocation: sourceLocation)
    #expect(!sentence.contains("\n"), sourceLocation: sourceLocation)
  }
}
