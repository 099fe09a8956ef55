/// Trajectories as bytes.
extension Trajectory {
  /// The trajectory as bytes that `init(record:)` reads.
  var record: [UInt8] {
    var writer = ByteWriter()
    for number in [actionCount, observationSize, steps, firstStep, sampled.lowerBound, sampled.upperBound] {
      writer.write(number)
    }
    writer.write(ending?.rawValue ?? 0)
    writer.write(UInt8(legal.isEmpty ? 0 : 1))
    writer.write(observations.batch)
    writer.write(actions)
    writer.write(rewards)
    writer.write(players)
    writer.write(legal)
    writer.write(policies)
    writer.write(rootValues)
    return writer.bytes
  }

  /// The complete trajectory of which these bytes are the `record`.
  init(record: [UInt8]) throws(ByteReader.Mismatch) {
    var reader = ByteReader(record)
    let (actionCount, observationSize, steps) = (try reader.count(), try reader.count(), try reader.count())
    let (firstStep, lower, upper) = (try reader.count(), try reader.count(), try reader.count())
    let ending = Ending(rawValue: try reader.read(UInt8.self))
    let hasLegal = try reader.read(UInt8.self) == 1
    guard let ending, lower <= upper, upper <= steps, steps < 1 << 31, actionCount < 1 << 31,
      observationSize < 1 << 31
    else { throw ByteReader.Mismatch() }
    self.init(
      actionCount: actionCount, observationSize: observationSize,
      observations: ObservationRows(
        try reader.observations(count: (steps + 1) * observationSize), size: observationSize))
    self.firstStep = firstStep
    sampled = lower..<upper
    actions = try reader.read(Int32.self, count: steps)
    rewards = try reader.read(Float.self, count: steps)
    players = try reader.read(UInt8.self, count: steps + 1)
    legal = hasLegal ? try reader.read(UInt8.self, count: (steps + 1) * actionCount) : []
    policies = try reader.read(Float.self, count: steps * actionCount)
    rootValues = try reader.read(Float.self, count: steps + 1)
    self.ending = ending
    try reader.finish()
  }
}
