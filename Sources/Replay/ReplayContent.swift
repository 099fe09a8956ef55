/// What the state of a replay buffer holds.
struct ReplayContent {
  private static let version: UInt32 = 2

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

  /// What `init(from:)` reads.
  var writer: ByteWriter {
    var writer = ByteWriter()
    writer.write(Self.version)
    writer.write(priorityExponent)
    writer.write(smallestPriority)
    log.write(to: &writer)
    for number in [firstIndex, capacity, priorities.count] { writer.write(number) }
    writer.write(priorities)
    return writer
  }
}

extension ReplayContent {
  /// Throws `ByteReader.Mismatch`, and `ReplayError` where another version of the program wrote it.
  init(from reader: inout ByteReader) throws {
    let version = try reader.read(UInt32.self)
    guard version == Self.version else {
      throw ReplayError(
        "the checkpoint's state of the replay is of version \(version), but this program reads version "
          + "\(Self.version); go on with the program that wrote it")
    }
    priorityExponent = try reader.read(Double.self)
    smallestPriority = try reader.read(Double.self)
    log = try SegmentedLog.State(from: &reader)
    firstIndex = try reader.count()
    capacity = try reader.count()
    priorities = try reader.read(Double.self, count: try reader.count())
  }
}
