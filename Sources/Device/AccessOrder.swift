/// Which steps of a list must come after which, by the memory that they read and write: a step comes after those that
/// wrote what it reads or writes, and after those that read what it writes. Others may run side by side.
struct AccessOrder {
  private struct Access {
    let step: Int
    let range: Range<Int>
    let writes: Bool
  }

  private var accesses: [ObjectIdentifier: [Access]] = [:]
  private var count = 0

  /// Adds the next step. Returns the numbers of the steps that it must wait for, ascending; steps count from 0.
  mutating func add(reads: [Buffer], writes: [Buffer]) -> [Int] {
    var before: Set<Int> = []
    for (buffers, isWrite) in [(reads, false), (writes, true)] {
      for buffer in buffers where buffer.byteCount > 0 {
        for access in accesses[ObjectIdentifier(buffer.memory), default: []]
        where access.range.overlaps(buffer.range) && (isWrite || access.writes) {
          before.insert(access.step)
        }
      }
    }
    for (buffers, isWrite) in [(reads, false), (writes, true)] {
      for buffer in buffers where buffer.byteCount > 0 { note(buffer, writes: isWrite) }
    }
    count += 1
    before.remove(count - 1)
    return before.sorted()
  }

  private mutating func note(_ buffer: Buffer, writes: Bool) {
    let step = count
    let range = buffer.range
    var known = accesses.removeValue(forKey: ObjectIdentifier(buffer.memory)) ?? []
    // Who comes after this write comes after what it covers, too.
    if writes {
      known.removeAll { range.lowerBound <= $0.range.lowerBound && $0.range.upperBound <= range.upperBound }
    }
    known.append(Access(step: step, range: range, writes: writes))
    accesses[ObjectIdentifier(buffer.memory)] = known
  }
}
