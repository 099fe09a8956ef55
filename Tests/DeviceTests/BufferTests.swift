import Testing

@testable import Device

@Suite struct BufferTests {
  private let device: any Device
  private let queue: any Queue

  init() throws {
    device = try Devices.select("cpu")
    queue = try device.makeQueue(profiling: false)
  }

  private func content(_ buffer: Buffer, range: Range<Int>? = nil) throws -> [Int32] {
    try queue.download(buffer, range: range).wait().array()
  }

  @Test func uploadedBytesComeBack() throws {
    let buffer = try device.makeBuffer(byteCount: 4096)
    let values = (0..<1024).map { Int32($0) }
    try queue.upload(HostMemory(values), to: buffer, byteOffset: 0)
    #expect(try content(buffer) == values)
    #expect(try content(buffer, range: 40..<52) == [10, 11, 12])
  }

  @Test func uploadsBeginAtTheirOffset() throws {
    let buffer = try device.makeBuffer(byteCount: 16)
    try queue.fill(buffer, pattern: 7)
    try queue.upload(HostMemory([Int32(1), 2]), to: buffer, byteOffset: 8)
    #expect(try content(buffer) == [7, 7, 1, 2])
  }

  @Test func emptyBuffersAndTransfersAreFine() throws {
    let buffer = try device.makeBuffer(byteCount: 0)
    try queue.upload(HostMemory([Int32]()), to: buffer, byteOffset: 0)
    try queue.fill(buffer, pattern: 1)
    try queue.copy(from: buffer, to: buffer, byteCount: 0)
    #expect(try content(buffer) == [])
  }

  @Test func copiesArePrefixes() throws {
    let (source, destination) = (try device.makeBuffer(byteCount: 16), try device.makeBuffer(byteCount: 16))
    try queue.upload(HostMemory([Int32(1), 2, 3, 4]), to: source, byteOffset: 0)
    try queue.fill(destination, pattern: 9)
    try queue.copy(from: source, to: destination, byteCount: 8)
    #expect(try content(destination) == [1, 2, 9, 9])
  }

  // MARK: Slices

  @Test func aViewIsAPartOfItsBuffer() throws {
    let buffer = try device.makeBuffer(byteCount: 96)
    try queue.fill(buffer, pattern: 1)
    let view = buffer.slice(byteOffset: 32, byteCount: 40)
    try queue.fill(view, pattern: 2)
    let words = try content(buffer)
    #expect(words.enumerated().filter { $1 == 2 }.map(\.offset) == Array(8..<18))
    let part = view.slice(byteOffset: 16, byteCount: 8)
    #expect(
      part.range == 48..<56 && part.overlaps(buffer)
        && !part.overlaps(view.slice(byteOffset: 0, byteCount: 16)))
    try queue.upload(HostMemory([Int32(3)]), to: part, byteOffset: 4)
    try queue.copy(from: part, to: buffer, byteCount: 8)
    #expect(try content(part) == [2, 3])
    #expect(try content(buffer, range: 0..<12) == [2, 3, 1])
  }

  @Test func aViewKeepsItsMemoryAlive() throws {
    var buffer: Buffer? = try device.makeBuffer(byteCount: 1000)
    weak let parent = buffer?.memory
    var slice: Buffer? = buffer?.slice(byteOffset: 0, byteCount: 1000)
    buffer = nil
    #expect(parent != nil)
    try queue.fill(slice!, pattern: 5)
    // Were the memory back in the pool, this would take it.
    let other = try device.makeBuffer(byteCount: 1000)
    try queue.fill(other, pattern: 6)
    #expect(try content(slice!) == Array(repeating: 5, count: 250))
    slice = nil
    #expect(parent == nil)
  }

  // MARK: Memory

  private func pool(of device: OpenCLDevice) -> MemoryPool<OpenCLAllocation> {
    MemoryPool(
      info: device.info,
      create: {
        try OpenCLAllocation(
          byteCount: $0, addressing: device.addressing, context: device.context.context, info: device.info)
      }, release: { $0.release(device.context.context) })
  }

  @Test func sizeClassesWasteAnEighthAtMost() {
    #expect(MemorySizeClass.size(of: 0) == 256)
    #expect(MemorySizeClass.size(of: 257) == 512)
    for size in [1, 255, 256, 4095, 4096, 4097, 5000, 1_000_003, 123_456_789, 1 << 32] {
      let rounded = MemorySizeClass.size(of: size)
      #expect(rounded >= size && rounded % 256 == 0)
      #expect(rounded <= max(size + 256, size + size / 8 + 1), "\(size) becomes \(rounded)")
      #expect(MemorySizeClass.size(of: rounded) == rounded)
    }
  }

  @Test func releasedMemoryIsUsedAgain() throws {
    let device = try #require(device as? OpenCLDevice)
    let pool = pool(of: device)
    let first = try pool.take(byteCount: 5000)
    pool.give(first, byteCount: 5000)
    let second = try pool.take(byteCount: 5001)
    #expect(second.object == first.object)
    let third = try pool.take(byteCount: 5000)
    #expect(third.object != first.object)
    pool.give(second, byteCount: 5001)
    pool.give(third, byteCount: 5000)
    pool.trim()
  }

  @Test func memoryRestsUntilTheQueuesAtWorkHaveFinished() throws {
    let device = try #require(device as? OpenCLDevice)
    let pool = pool(of: device)
    let activity = QueueActivity {}
    pool.add(activity)
    let first = try pool.take(byteCount: 5000)
    activity.noteWork()
    pool.give(first, byteCount: 5000)
    let second = try pool.take(byteCount: 5000)
    #expect(second.object != first.object)
    try activity.finish()
    let third = try pool.take(byteCount: 5000)
    #expect(third.object == first.object)
    pool.remove(activity)
    for memory in [second, third] { pool.give(memory, byteCount: 5000) }
    pool.trim()
  }

  @Test func muchRestingMemoryIsWaitedFor() throws {
    let device = try #require(device as? OpenCLDevice)
    let pool = pool(of: device)
    let activity = QueueActivity {}
    pool.add(activity)
    activity.noteWork()
    let memories = try (0..<4).map { _ in try pool.take(byteCount: 5000) }
    for memory in memories { pool.give(memory, byteCount: 5000) }
    let taken = try pool.take(byteCount: 5000)
    #expect(memories.contains { $0.object == taken.object })
    pool.remove(activity)
    pool.give(taken, byteCount: 5000)
    pool.trim()
  }

  @Test func moreThanTheDeviceHoldsIsAClearError() throws {
    let error = #expect(throws: DeviceUnavailable.self) {
      try device.makeBuffer(byteCount: device.info.largestAllocation + 1)
    }
    let message = try #require(error?.description)
    #expect(message.contains("\(device.info.largestAllocation + 1) bytes"))
    #expect(message.contains(device.info.name))
  }

  @Test func uploadsKeepTheHostsMemoryAlive() throws {
    let count = 1 << 16
    let buffers = try (0..<64).map { _ in try device.makeBuffer(byteCount: count * 4) }
    for round in 0..<8 {
      for (index, buffer) in buffers.enumerated() {
        let value = Int32(round * 1000 + index)
        try queue.upload(HostMemory([Int32](repeating: value, count: count)), to: buffer, byteOffset: 0)
      }
      for (index, buffer) in buffers.enumerated() {
        let value = Int32(round * 1000 + index)
        #expect(try content(buffer).allSatisfy { $0 == value })
      }
    }
  }

  @Test func anUploadHoldsItsMemoryNoLongerThanNeeded() throws {
    let buffer = try device.makeBuffer(byteCount: 4)
    weak var memory: HostMemory?
    do {
      let held = HostMemory([Int32(1)])
      memory = held
      try queue.upload(held, to: buffer, byteOffset: 0).wait()
    }
    // The driver may call back a little after the wait.
    try queue.finish()
    for _ in 0..<1000 where memory != nil { _ = try queue.download(buffer, range: nil).wait() }
    #expect(memory == nil)
  }
}
