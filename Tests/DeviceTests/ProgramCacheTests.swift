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

  private static func key(_ device: OpenCLDevice) -> String {
    [device.info.key, OpenCLProgram.options(isExact: source.isExact, on: device.info), source.source].joined(
      separator: "\n")
  }

  private func expectWorks(_ cache: ProgramCache, on device: OpenCLDevice) throws {
    let program = try OpenCLProgram(Self.source, device: device, cache: cache)
    let buffer = try device.makeBuffer(byteCount: 16)
    let queue = try device.makeQueue(profiling: false)
    let launch = try OpenCLLaunch(
      name: "one", program: program, device: device, arguments: [.buffer(buffer)], global: [4], local: nil)
    try queue.enqueue(launch)
    #expect(try queue.download(buffer, range: nil).wait().array(of: Int32.self) == [1, 1, 1, 1])
  }

  @Test func programsAreStoredAndRebuiltWhereDamaged() throws {
    let device = try #require(try Devices.select("cpu") as? OpenCLDevice)
    try withFolder { folder in
      let cache = ProgramCache(folder: folder)
      try expectWorks(cache, on: device)
      let entries = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      let entry = try #require(entries.first)
      #expect(entries.count == 1)
      let stored = try Data(contentsOf: entry)
      try expectWorks(cache, on: device)

      for damaged in [stored.prefix(stored.count / 2), Data("nonsense".utf8), Data()] {
        try damaged.write(to: entry)
        try expectWorks(cache, on: device)
        #expect(cache.load(key: Self.key(device), label: "test") != nil)
      }
    }
  }

  @Test func programsAreBuiltWithoutAFolder() throws {
    let device = try #require(try Devices.select("cpu") as? OpenCLDevice)
    let cache = ProgramCache(folder: URL(filePath: "/proc/nowhere"))
    try expectWorks(cache, on: device)
    #expect(!cache.isWritable)
  }

  @Test func aBinaryThatTheDriverRefusesIsRebuilt() throws {
    let device = try #require(try Devices.select("cpu") as? OpenCLDevice)
    try withFolder { folder in
      let cache = ProgramCache(folder: folder)
      let key = Self.key(device)
      cache.store(Array("no binary of any driver".utf8), key: key, label: "test")
      try expectWorks(cache, on: device)
      #expect(cache.load(key: key, label: "test") != Array("no binary of any driver".utf8))
    }
  }
}
