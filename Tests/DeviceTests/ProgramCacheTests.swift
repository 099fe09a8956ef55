import Foundation
import TestSupport
import Testing

@testable import Device

@Suite struct ProgramCacheTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "foresight-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private static let content = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }

  @Test func whatIsStoredIsLoaded() throws {
    try withFolder { folder in
      let cache = ProgramCache(folder: folder)
      #expect(cache.load(key: "a", label: "a") == nil)
      cache.store(Self.content, key: "a", label: "a")
      #expect(cache.load(key: "a", label: "a") == Self.content)
      #expect(ProgramCache(folder: folder).load(key: "a", label: "a") == Self.content)
      #expect(cache.load(key: "b", label: "b") == nil)
    }
  }

  @Test func aTruncatedEntryIsRemoved() throws {
    let entry = ProgramCache.encode(Self.content, key: "key")
    for count in [0, 1, 19, 20, 43, 44, 46, 47, 48, entry.count - 1] {
      #expect(ProgramCache.decode(Array(entry.prefix(count)), key: "key") == nil, "\(count) bytes")
    }
    #expect(ProgramCache.decode(entry + [0], key: "key") == nil)
    try expectRemoval(of: Array(entry.prefix(100)), key: "key")
  }

  @Test func aFlippedBitIsSeen() throws {
    let entry = ProgramCache.encode(Array(Self.content.prefix(40)), key: "key")
    for bit in 0..<(entry.count * 8) {
      var damaged = entry
      damaged[bit / 8] ^= 1 << (bit % 8)
      #expect(ProgramCache.decode(damaged, key: "key") == nil, "bit \(bit)")
    }
  }

  @Test func anEntryOfAnotherKeyIsNotUsed() throws {
    try expectRemoval(of: ProgramCache.encode(Self.content, key: "yek"), key: "key")
  }

  private func expectRemoval(of entry: [UInt8], key: String) throws {
    try withFolder { folder in
      let cache = ProgramCache(folder: folder)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(entry).write(to: cache.file(key))
      #expect(cache.load(key: key, label: "test") == nil)
      #expect(!FileManager.default.fileExists(atPath: cache.file(key).path))
    }
  }

  @Test func aFolderThatCannotBeWrittenIsTriedOnce() throws {
    try withFolder { file in
      try Data("a file".utf8).write(to: file)
      let cache = ProgramCache(folder: file.appending(component: "programs"))
      #expect(cache.isWritable)
      cache.store(Self.content, key: "a", label: "a")
      #expect(!cache.isWritable)
      #expect(cache.load(key: "a", label: "a") == nil)
    }
  }

  // MARK: Programs

  private static let source = Program(text: "KERNEL void one(GLOBAL int* x) { x[get_global_id(0)] = 1; }")

  /// Builds the program on a device that has not built it yet, and runs it. PoCL's devices have no cache of ours, so that
  /// OpenCL's is given one by hand.
  private func expectWorks(_ cache: ProgramCache, with driver: TestedDriver) throws {
    let device: any Device
    let launch: any Launch
    let buffer: Buffer
    if driver == .cuda {
      device = try TestedDriver.softwareCUDA(cache: cache)
      buffer = try device.makeBuffer(byteCount: 16)
      launch = try device.makeLaunch(
        "one", in: Self.source, arguments: [.buffer(buffer)], global: [4], local: nil)
    } else {
      let openCL = try TestedDriver.openCL(driver == .openCLOffsets ? .offsets : .pointers)
      device = openCL
      buffer = try device.makeBuffer(byteCount: 16)
      launch = try OpenCLLaunch(
        name: "one", program: OpenCLProgram(Self.source, device: openCL, cache: cache), device: openCL,
        arguments: [.buffer(buffer)], global: [4], local: nil)
    }
    let queue = try device.makeQueue(profiling: false)
    try queue.enqueue(launch)
    #expect(try queue.download(buffer, range: nil).wait().array(of: Int32.self) == [1, 1, 1, 1])
  }

  /// The one entry in a folder, and its key.
  private func entry(in folder: URL) throws -> (file: URL, key: String) {
    let entries = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    #expect(entries.count == 1)
    let file = try #require(entries.first)
    return (file, try #require(ProgramCache.key(of: [UInt8](Data(contentsOf: file)))))
  }

  @Test(arguments: TestedDriver.allCases)
  func programsAreStoredAndRebuiltWhereDamaged(driver: TestedDriver) throws {
    try withFolder { folder in
      let cache = ProgramCache(folder: folder)
      try expectWorks(cache, with: driver)
      let (entry, key) = try entry(in: folder)
      let stored = try Data(contentsOf: entry)
      try expectWorks(cache, with: driver)

      for damaged in [stored.prefix(stored.count / 2), Data("nonsense".utf8), Data()] {
        try damaged.write(to: entry)
        try expectWorks(cache, with: driver)
        #expect(cache.load(key: key, label: "test") != nil)
      }
    }
  }

  @Test(arguments: TestedDriver.allCases) func programsAreBuiltWithoutAFolder(driver: TestedDriver) throws {
    let cache = ProgramCache(folder: URL(filePath: "/proc/nowhere"))
    try expectWorks(cache, with: driver)
    #expect(!cache.isWritable)
  }

  @Test(arguments: TestedDriver.allCases)
  func aBinaryThatTheDriverRefusesIsRebuilt(driver: TestedDriver) throws {
    try withFolder { folder in
      let cache = ProgramCache(folder: folder)
      try expectWorks(cache, with: driver)
      let key = try entry(in: folder).key
      let refused = Array("no binary of any driver".utf8)
      cache.store(refused, key: key, label: "test")
      try expectWorks(cache, with: driver)
      #expect(cache.load(key: key, label: "test") != refused)
    }
  }
}

extension ProgramCache {
  /// The key of an entry; nil where it holds none.
  static func key(of entry: [UInt8]) -> String? {
    let start = "FORESIGHT PROGRAM 1\n".utf8.count
    let content = start + 3 * 8
    guard entry.count > content else { return nil }
    let count = (0..<8).reduce(0) { $0 | Int(entry[start + $1]) << ($1 * 8) }
    guard content + count <= entry.count else { return nil }
    return String(decoding: entry[content..<(content + count)], as: UTF8.self)
  }
}
