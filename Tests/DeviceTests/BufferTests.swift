import Foundation
import Testing

@testable import Device

@Suite(.serialized) struct BufferTests {
  @Test(arguments: TestedDriver.allCases) func uploadedBytesComeBack(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let buffer = try bench.device.makeBuffer(byteCount: 4096)
    let values = (0..<1024).map { Int32($0) }
    try bench.queue.upload(HostMemory(values), to: buffer, byteOffset: 0)
    #expect(try bench.content(buffer) == values)
    #expect(try bench.content(buffer, range: 40..<52) == [10, 11, 12])
  }

  @Test(arguments: TestedDriver.allCases) func uploadsBeginAtTheirOffset(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let buffer = try bench.device.makeBuffer(byteCount: 16)
    try bench.queue.fill(buffer, pattern: 7)
    try bench.queue.upload(HostMemory([Int32(1), 2]), to: buffer, byteOffset: 8)
    #expect(try bench.content(buffer) == [7, 7, 1, 2])
  }

  @Test(arguments: TestedDriver.allCases) func emptyBuffersAndTransfersAreFine(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let buffer = try bench.device.makeBuffer(byteCount: 0)
    try bench.queue.upload(HostMemory([Int32]()), to: buffer, byteOffset: 0)
    try bench.queue.fill(buffer, pattern: 1)
    try bench.queue.copy(from: buffer, to: buffer, byteCount: 0)
    #expect(try bench.content(buffer) == [])
  }

  @Test(arguments: TestedDriver.allCases) func copiesArePrefixes(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let source = try bench.device.makeBuffer(byteCount: 16)
    let destination = try bench.device.makeBuffer(byteCount: 16)
    try bench.queue.upload(HostMemory([Int32(1), 2, 3, 4]), to: source, byteOffset: 0)
    try bench.queue.fill(destination, pattern: 9)
    try bench.queue.copy(from: source, to: destination, byteCount: 8)
    #expect(try bench.content(destination) == [1, 2, 9, 9])
  }

  // MARK: Slices

  @Test(arguments: TestedDriver.allCases) func aViewIsAPartOfItsBuffer(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let buffer = try bench.device.makeBuffer(byteCount: 96)
    try bench.queue.fill(buffer, pattern: 1)
    let view = buffer.slice(byteOffset: 32, byteCount: 40)
    try bench.queue.fill(view, pattern: 2)
    let words = try bench.content(buffer)
    #expect(words.enumerated().filter { $1 == 2 }.map(\.offset) == Array(8..<18))
    let part = view.slice(byteOffset: 16, byteCount: 8)
    #expect(
      part.range == 48..<56 && part.overlaps(buffer)
        && !part.overlaps(view.slice(byteOffset: 0, byteCount: 16)))
    try bench.queue.upload(HostMemory([Int32(3)]), to: part, byteOffset: 4)
    try bench.queue.copy(from: part, to: buffer, byteCount: 8)
    #expect(try bench.content(part) == [2, 3])
    #expect(try bench.content(buffer, range: 0..<12) == [2, 3, 1])
  }

  @Test(arguments: TestedDriver.allCases) func aViewKeepsItsMemoryAlive(driver: TestedDriver) throws {
    let bench = try driver.bench()
    var buffer: Buffer? = try bench.device.makeBuffer(byteCount: 1000)
    weak let parent = buffer?.memory
    var slice: Buffer? = buffer?.slice(byteOffset: 0, byteCount: 1000)
    buffer = nil
    #expect(parent != nil)
    try bench.queue.fill(slice!, pattern: 5)
    // Were the memory back in the pool, this would take it.
    let other = try bench.device.makeBuffer(byteCount: 1000)
    try bench.queue.fill(other, pattern: 6)
    #expect(try bench.content(slice!) == Array(repeating: 5, count: 250))
    slice = nil
    #expect(parent == nil)
  }

  // MARK: Memory

  @Test(arguments: TestedDriver.allCases) func moreThanTheDeviceHoldsIsAClearError(driver: TestedDriver)
    throws
  {
    let device = try driver.device()
    let error = #expect(throws: DeviceUnavailable.self) {
      try device.makeBuffer(byteCount: device.info.largestAllocation + 1)
    }
    let message = try #require(error?.description)
    #expect(message.contains("\(device.info.largestAllocation + 1) bytes"))
    #expect(message.contains(device.info.name))
  }

  @Test(arguments: TestedDriver.allCases) func uploadsKeepTheHostsMemoryAlive(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let count = 1 << 16
    let buffers = try (0..<64).map { _ in try bench.device.makeBuffer(byteCount: count * 4) }
    for round in 0..<8 {
      func content(_ index: Int) -> [Int32] { [Int32](repeating: Int32(round * 1000 + index), count: count) }
      for (index, buffer) in buffers.enumerated() {
        try bench.queue.upload(HostMemory(content(index)), to: buffer, byteOffset: 0)
      }
      for (index, buffer) in buffers.enumerated() {
        let found = try bench.queue.download(buffer, range: nil).wait()
        #expect(
          content(index).withUnsafeBytes { memcmp($0.baseAddress!, found.bytes.baseAddress!, $0.count) } == 0)
      }
    }
  }

  @Test(arguments: TestedDriver.allCases)
  func anUploadHoldsItsMemoryNoLongerThanNeeded(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let buffer = try bench.device.makeBuffer(byteCount: 4)
    weak var memory: HostMemory?
    do {
      let held = HostMemory([Int32(1)])
      memory = held
      try bench.queue.upload(held, to: buffer, byteOffset: 0).wait()
    }
    // The driver may call back a little after the wait.
    try bench.queue.finish()
    for _ in 0..<1000 where memory != nil { _ = try bench.queue.download(buffer, range: nil).wait() }
    #expect(memory == nil)
  }
}
