/// Orders the steps of a list by the memory that they read and write. A step must come after the steps that
/// wrote what it reads or writes, and after those that read what it writes. Other steps may run at the same
/// time.
struct AccessOrder {
  private struct Access {
    let step: Int
    let range: Range<Int>
    let writes: Bool
  }

  private var accesses: [ObjectIdentifier: [Access]] = [:]
  private var count = 0

  /// Adds the next step. Returns the numbers of the steps that it must wait for, in ascending order; steps
  /// are numbered from 0.
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
    // A step that waits for this write also comes after the accesses that the write covers.
    if writes {
      known.removeAll { range.lowerBound <= $0.range.lowerBound && $0.range.upperBound <= range.upperBound }
    }
    known.append(Access(step: step, range: range, writes: writes))
    accesses[ObjectIdentifier(buffer.memory)] = known
  }
}
