/// What the state of a replay buffer holds.
struct ReplayContent {
  /// What a search has replaced.
  struct Replacement {
    let state: StatePosition
    /// [actions].
    let policy: [Float]
    let rootValue: Float
  }

  private static let version: UInt32 = 1

  /// α and the smallest priority that leaves were made with.
  let priorityExponent: Double
  let smallestPriority: Double
  let log: SegmentedLog.State
  /// The number of the first step that is held.
  let firstIndex: Int
  /// Of the tree of priorities.
  let capacity: Int
  /// Leaves, by step that is held; empty where positions are drawn alike.
  let priorities: [Double]
  /// By trajectory and row.
  let replaced: [Replacement]

  /// What `init(from:)` reads.
  var writer: ByteWriter {
    var writer = ByteWriter()
    writer.write(Self.version)
    writer.write(priorityExponent)
    writer.write(smallestPriority)
    log.write(to: &writer)
    for number in [firstIndex, capacity, priorities.count] { writer.write(number) }
    writer.write(priorities)
    writer.write(replaced.count)
    writer.write(replaced.first?.policy.count ?? 0)
    for replacement in replaced {
      writer.write(replacement.state.serial)
      writer.write(replacement.state.step)
      writer.write(replacement.rootValue)
      writer.write(replacement.policy)
    }
    return writer
  }
}

extension ReplayContent {
  init(from reader: inout ByteReader) throws(ByteReader.Mismatch) {
    guard try reader.read(UInt32.self) == Self.version else { throw ByteReader.Mismatch() }
    priorityExponent = try reader.read(Double.self)
    smallestPriority = try reader.read(Double.self)
    log = try SegmentedLog.State(from: &reader)
    firstIndex = try reader.count()
    capacity = try reader.count()
    priorities = try reader.read(Double.self, count: try reader.count())
    let (count, actions) = (try reader.count(), try reader.count())
    var replaced: [Replacement] = []
    for _ in 0..<count {
      let state = StatePosition(serial: try reader.count(), step: try reader.count())
      let rootValue = try reader.read(Float.self)
      replaced.append(
        Replacement(
          state: state, policy: try reader.read(Float.self, count: actions), rootValue: rootValue))
    }
    self.replaced = replaced
  }
}
