struct ReplayContent {
  private static let version: UInt32 = 2

  /// The exponent α and the smallest priority that the leaves were made with.
  let priorityExponent: Double
  let smallestPriority: Double
  let log: SegmentedLog.State
  /// The number of the first sampleable step in the buffer.
  let firstIndex: Int
  let capacity: Int
  /// The leaf of each step in the buffer; empty if positions are sampled uniformly.
  let priorities: [Double]

  /// The content as bytes that `init(from:)` reads.
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
  /// Throws `ByteReader.Mismatch`, and `ReplayError` if another version of the program wrote the bytes.
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
