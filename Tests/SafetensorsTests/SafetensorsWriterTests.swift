import Foundation
import Safetensors
import TestSupport
import Testing

@Suite struct SafetensorsWriterTests {
  /// Tensors of all types, with odd sizes and names that need escapes.
  private static let tensors: [String: SafetensorsTensor] = [
    "layer.weight": SafetensorsTensor([1, -2.5, 3, .infinity, 5, 6] as [Float], shape: [2, 3]),
    "Scalar": SafetensorsTensor([7] as [Int32], shape: []),
    "empty": SafetensorsTensor([] as [Float], shape: [0, 5]),
    "image": SafetensorsTensor(shape: [3], type: .uint8, bytes: Data([1, 2, 255])),
    "__other__": SafetensorsTensor(shape: [1], type: .uint8, bytes: Data([9])),
    "long": SafetensorsTensor(shape: [2], type: .int64, bytes: bytes([Int64.min, 3])),
    "count": SafetensorsTensor(shape: [1, 1], type: .uint64, bytes: bytes([UInt64.max])),
    "\"quoted\"\\\n\u{1f}é😀/": SafetensorsTensor([0.1] as [Float], shape: [1]),
  ]
  private static let metadata = ["format": "pt", "text \"\\\u{0}": "line\nline\t\u{1}ü😀"]

  private static func bytes(_ values: [some BitwiseCopyable]) -> Data { values.withUnsafeBytes { Data($0) } }

  private static var writer: SafetensorsWriter {
    var writer = SafetensorsWriter(metadata: metadata)
    for (name, tensor) in tensors { writer.add(name, tensor) }
    return writer
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let folder = try TemporaryFolder()
    try Self.writer.write(to: folder.file("a.safetensors"))
    let file = try SafetensorsFile(path: folder.file("a.safetensors"))
    #expect(file.tensors == Self.tensors)
    #expect(file.metadata == Self.metadata)
    #expect(try folder.names == ["a.safetensors"])
  }

  @Test func aFileWithoutTensorsIsReadAgain() throws {
    let folder = try TemporaryFolder()
    try SafetensorsWriter().write(to: folder.file("empty"))
    let file = try SafetensorsFile(path: folder.file("empty"))
    #expect(file.tensors.isEmpty && file.metadata.isEmpty)
  }

  @Test func namesAreSortedAndTensorsAligned() throws {
    let folder = try TemporaryFolder()
    var writer = SafetensorsWriter(metadata: ["b": "2", "a": "1"])
    writer.add("c", SafetensorsTensor(shape: [1], type: .uint8, bytes: Data([3])))
    writer.add("b", SafetensorsTensor([2] as [Int32], shape: [1]))
    writer.add("a", SafetensorsTensor(shape: [1], type: .uint8, bytes: Data([1])))
    writer.add("D", SafetensorsTensor(shape: [1], type: .uint64, bytes: Data(count: 8)))
    try writer.write(to: folder.file("a"))
    let data = try Data(contentsOf: URL(filePath: folder.file("a")))
    let length = Int(data[0]) + Int(data[1]) << 8
    #expect(length % 8 == 0 && data.count == 8 + length + 14)
    #expect(
      String(decoding: data[8..<8 + length], as: UTF8.self).trimmingCharacters(in: .whitespaces)
        == #"{"D":{"dtype":"U64","shape":[1],"data_offsets":[0,8]},"__metadata__":{"a":"1","b":"2"},"#
        + #""a":{"dtype":"U8","shape":[1],"data_offsets":[12,13]},"#
        + #""b":{"dtype":"I32","shape":[1],"data_offsets":[8,12]},"#
        + #""c":{"dtype":"U8","shape":[1],"data_offsets":[13,14]}}"#)
    #expect(data.suffix(6) == Data([2, 0, 0, 0, 1, 3]))
  }

  @Test func anOldFileIsReplaced() throws {
    let folder = try TemporaryFolder()
    try Data(count: 100_000).write(to: URL(filePath: folder.file("a")))
    try Self.writer.write(to: folder.file("a"))
    #expect(try SafetensorsFile(path: folder.file("a")).tensors == Self.tensors)
    #expect(try folder.names == ["a"])
  }

  @Test func aFailureWhileWritingLeavesTheOldFileAlone() throws {
    struct Interruption: Error {}
    let folder = try TemporaryFolder()
    try Data("old".utf8).write(to: URL(filePath: folder.file("a")))
    var writer = SafetensorsWriter()
    writer.add("first", SafetensorsTensor([1] as [Float], shape: [1]))
    writer.add("second", shape: [1], type: .float32) { throw Interruption() }
    #expect(throws: Interruption.self) { try writer.write(to: folder.file("a")) }
    #expect(try folder.names == ["a"])
    #expect(try Data(contentsOf: URL(filePath: folder.file("a"))) == Data("old".utf8))
  }

  @Test func aPathThatCannotBeWrittenIsOneSentence() throws {
    let folder = try TemporaryFolder()
    try Data().write(to: URL(filePath: folder.file("file")))
    try FileManager.default.createDirectory(
      atPath: folder.file("folder"), withIntermediateDirectories: false)
    #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
    for (path, reason) in [
      ("", "this names no file"), (folder.path + "/", "this names no file"),
      (folder.file("missing/a"), "No such file or directory); create the folder"),
      (folder.file("file/a"), "Not a directory); check the path"),
      (folder.file("folder"), "not a regular file"), (folder.file("pipe"), "not a regular file"),
      ("/sys/foresight.safetensors", "choose a folder that can be written"),
      (folder.file(String(repeating: "a", count: 300)), "File name too long); check the path"),
    ] {
      let error = #expect(throws: SafetensorsError.self) { try Self.writer.write(to: path) }
      let sentence = error?.description ?? ""
      #expect(sentence.contains(reason) && !sentence.contains("\n"), "\(path): \(sentence)")
    }
    #expect(try folder.names == ["file", "folder", "pipe"])
  }

  @Test func tooMuchMetadataIsOneSentence() throws {
    let folder = try TemporaryFolder()
    let writer = SafetensorsWriter(metadata: ["a": String(repeating: "a", count: 16_000_000)])
    let error = #expect(throws: SafetensorsError.self) { try writer.write(to: folder.file("a")) }
    #expect(error?.description.contains("keep less in its metadata") == true)
    #expect(try folder.names == [])
  }

  /// A limit on the size of the files that a process writes stands for a full disk.
  @Test func aFullDiskIsOneSentenceAndLeavesNothing() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 5000, rlim_max: 5000)
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      var writer = SafetensorsWriter()
      writer.add("large", SafetensorsTensor([Float](repeating: 1, count: 10_000), shape: [10_000]))
      let error = #expect(throws: SafetensorsError.self) { try writer.write(to: folder.file("a")) }
      let sentence = error?.description ?? ""
      #expect(sentence.contains("File too large); free some space, or choose another folder"), "\(sentence)")
      #expect(try folder.names == [])
    }
  }

  private static let python = PythonInterpreter.found

  @Test(.enabled(if: python != nil, "no Python has safetensors: set FORESIGHT_PYTHON to one that has"))
  func theFormatsOwnPackageReadsTheSame() throws {
    let folder = try TemporaryFolder()
    try Self.writer.write(to: folder.file("a"))
    // Reads with the package, and writes what it has read: what is read from there must be the same again.
    try Self.python?.run(
      """
      import sys
      from safetensors import safe_open
      from safetensors.numpy import load_file, save_file
      tensors = load_file(sys.argv[1])
      save_file(tensors, sys.argv[2], metadata=safe_open(sys.argv[1], "numpy").metadata())
      types = sorted((str(t.dtype), t.shape) for t in tensors.values())
      assert types == [("float32", (0, 5)), ("float32", (1,)), ("float32", (2, 3)), ("int32", ()), ("int64", (2,)),
        ("uint64", (1, 1)), ("uint8", (1,)), ("uint8", (3,))], types
      assert tensors["layer.weight"].tolist() == [[1, -2.5, 3], [float("inf"), 5, 6]]
      assert tensors["long"].tolist() == [-2**63, 3] and tensors["count"].tolist() == [[2**64 - 1]]
      """, folder.file("a"), folder.file("b"))
    let file = try SafetensorsFile(path: folder.file("b"))
    #expect(file.tensors == Self.tensors)
    #expect(file.metadata == Self.metadata)
  }
}
