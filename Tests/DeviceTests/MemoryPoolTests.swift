import Synchronization
import Testing

@testable import Device

/// What a device's pool does with memory that is given back. Its memory here is numbers, as no driver has a part in it.
@Suite struct MemoryPoolTests {
  /// Numbers allocations, and knows which have been freed.
  private final class Allocator: Sendable {
    private let state = Mutex((next: 0, freed: Set<Int>()))

    var freed: Set<Int> { state.withLock { $0.freed } }

    func pool() throws -> MemoryPool<Int> {
      MemoryPool(
        info: try Devices.select("cpu").info,
        create: { _ in
          self.state.withLock { state in
            state.next += 1
            return state.next
          }
        }, release: { number in _ = self.state.withLock { $0.freed.insert(number) } })
    }
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
    let allocator = Allocator()
    let pool = try allocator.pool()
    let first = try pool.take(byteCount: 5000)
    pool.give(first, byteCount: 5000)
    let second = try pool.take(byteCount: 5001)
    #expect(second == first)
    let third = try pool.take(byteCount: 5000)
    #expect(third != first)
    pool.give(second, byteCount: 5001)
    pool.give(third, byteCount: 5000)
    #expect(allocator.freed.isEmpty)
    pool.trim()
    #expect(allocator.freed == [first, third])
  }

  @Test func memoryRestsUntilTheQueuesAtWorkHaveFinished() throws {
    let pool = try Allocator().pool()
    let activity = QueueActivity {}
    pool.add(activity)
    let first = try pool.take(byteCount: 5000)
    activity.noteWork()
    pool.give(first, byteCount: 5000)
    #expect(try pool.take(byteCount: 5000) != first)
    try activity.finish()
    #expect(try pool.take(byteCount: 5000) == first)
    pool.remove(activity)
  }

  @Test func muchRestingMemoryIsWaitedFor() throws {
    let waits = Mutex(0)
    let pool = try Allocator().pool()
    let activity = QueueActivity { waits.withLock { $0 += 1 } }
    pool.add(activity)
    activity.noteWork()
    let memories = try (0..<4).map { _ in try pool.take(byteCount: 5000) }
    for memory in memories { pool.give(memory, byteCount: 5000) }
    #expect(waits.withLock { $0 } == 0)
    #expect(memories.contains(try pool.take(byteCount: 5000)))
    #expect(waits.withLock { $0 } == 1)
    pool.remove(activity)
  }
}
