import TestSupport
import Testing

@testable import Device

@Suite struct AccessOrderTests {
  private final class Piece: DeviceMemory {
    let byteCount = 1024
  }

  private let memory = Buffer(Piece())

  private func part(_ offset: Int, _ count: Int) -> Buffer {
    memory.slice(byteOffset: offset, byteCount: count)
  }

  @Test func readersWaitForWritersAndWritersForBoth() {
    var order = AccessOrder()
    #expect(order.add(reads: [], writes: [part(0, 64)]) == [])
    #expect(order.add(reads: [part(16, 16)], writes: [part(64, 64)]) == [0])
    // Side by side with the last one.
    #expect(order.add(reads: [part(0, 32)], writes: [part(128, 16)]) == [0])
    #expect(order.add(reads: [part(128, 16)], writes: [part(0, 64)]) == [0, 1, 2])
    // What was covered is known by who covered it.
    #expect(order.add(reads: [part(0, 16)], writes: []) == [3])
    #expect(order.add(reads: [], writes: [part(256, 16)]) == [])
    #expect(order.add(reads: [part(64, 16), part(64, 16)], writes: [part(64, 16)]) == [1])
  }

  @Test func otherMemoryIsNobodysConcern() {
    var order = AccessOrder()
    let other = Buffer(Piece())
    #expect(order.add(reads: [], writes: [memory]) == [])
    #expect(order.add(reads: [other], writes: []) == [])
    #expect(order.add(reads: [memory], writes: [other]) == [0, 1])
  }

  /// Every pair of steps of which one writes what the other touches is ordered, directly or by others.
  @Test(arguments: 0..<50) func conflictsAreOrdered(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var order = AccessOrder()
    var steps: [(reads: [Buffer], writes: [Buffer])] = []
    var reachable: [Set<Int>] = []
    for number in 0..<60 {
      func parts() -> [Buffer] {
        (0..<Int.random(in: 0...2, using: &random)).map { _ in
          part(16 * Int.random(in: 0..<48, using: &random), 16 * Int.random(in: 1...16, using: &random))
        }
      }
      let step = (reads: parts(), writes: parts())
      let before = order.add(reads: step.reads, writes: step.writes)
      var all = Set(before)
      for earlier in before { all.formUnion(reachable[earlier]) }
      for (earlier, other) in steps.enumerated() {
        let conflicts =
          step.writes.contains { mine in (other.reads + other.writes).contains { $0.overlaps(mine) } }
          || step.reads.contains { mine in other.writes.contains { $0.overlaps(mine) } }
        if conflicts { #expect(all.contains(earlier), "\(earlier) before \(number)") }
      }
      steps.append(step)
      reachable.append(all)
    }
  }
}
