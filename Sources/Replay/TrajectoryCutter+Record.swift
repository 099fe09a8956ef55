/// Episodes in progress as bytes.
extension TrajectoryCutter {
  /// The episode as bytes that `init(record:sequenceLength:targets:)` reads.
  package var record: [UInt8] {
    var writer = ByteWriter()
    let content = trajectory
    for number in [content.actionCount, content.observationSize, content.steps, content.firstStep, next] {
      writer.write(number)
    }
    writer.write(content.ending?.rawValue ?? 0)
    writer.write(UInt8(content.legal.isEmpty ? 0 : 1))
    writer.write(content.observations.batch)
    writer.write(content.actions)
    writer.write(content.rewards)
    writer.write(content.players)
    writer.write(content.legal)
    writer.write(content.policies)
    writer.write(content.rootValues)
    return writer.bytes
  }

  /// The episode of which these bytes are the `record`. Throws `ReplayError` if the bytes are damaged.
  package init(record: [UInt8], sequenceLength: Int?, targets: TargetConfiguration) throws {
    do {
      try self.init(reading: record, sequenceLength: sequenceLength, targets: targets)
    } catch is ByteReader.Mismatch {
      throw ReplayError("an episode under way is damaged; resume from another checkpoint")
    }
  }

  private init(reading record: [UInt8], sequenceLength: Int?, targets: TargetConfiguration) throws {
    var reader = ByteReader(record)
    let (actionCount, observationSize, steps) = (try reader.count(), try reader.count(), try reader.count())
    let (firstStep, next) = (try reader.count(), try reader.count())
    let ending = Trajectory.Ending(rawValue: try reader.read(UInt8.self))
    let hasLegal = try reader.read(UInt8.self) == 1
    guard next <= steps, steps < 1 << 31, actionCount < 1 << 31, observationSize < 1 << 31,
      observationSize > 0
    else { throw ByteReader.Mismatch() }
    var content = Trajectory(
      actionCount: actionCount, observationSize: observationSize,
      observations: ObservationRows(
        try reader.observations(count: (steps + 1) * observationSize), size: observationSize))
    content.firstStep = firstStep
    content.actions = try reader.read(Int32.self, count: steps)
    content.rewards = try reader.read(Float.self, count: steps)
    content.players = try reader.read(UInt8.self, count: steps)
    content.legal = hasLegal ? try reader.read(UInt8.self, count: steps * actionCount) : []
    content.policies = try reader.read(Float.self, count: steps * actionCount)
    content.rootValues = try reader.read(Float.self, count: steps)
    content.ending = ending
    try reader.finish()
    self.init(
      Trajectory(
        actionCount: actionCount, observationSize: observationSize,
        observations: content.observations.rows(0..<1)),
      sequenceLength: sequenceLength, targets: targets)
    trajectory = content
    self.next = next
  }
}
