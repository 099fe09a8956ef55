/// Trajectories as bytes.
extension Trajectory {
  /// The trajectory as bytes that `init(record:)` reads.
  var record: [UInt8] { record(rows: [sampled.lowerBound, sampled.upperBound]) }

  /// The complete trajectory of which these bytes are the `record`.
  init(record: [UInt8]) throws(ByteReader.Mismatch) {
    let (trajectory, rows) = try Self.read(record, rows: 2, isComplete: true)
    guard trajectory.ending != nil, rows[0] <= rows[1] else { throw ByteReader.Mismatch() }
    self = trajectory
    sampled = rows[0]..<rows[1]
  }

  /// The trajectory as bytes, with the numbers of some of its rows.
  func record(rows: [Int]) -> [UInt8] {
    var writer = ByteWriter()
    writer.write([actionCount, observationSize, steps, firstStep] + rows)
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

  /// Reads the bytes of `record(rows:)`: a trajectory and the numbers of `rowCount` rows, none beyond its last state.
  ///
  /// Only a complete one has a player, legal actions and a root value for the last state.
  static func read(
    _ record: [UInt8], rows rowCount: Int, isComplete: Bool
  ) throws(ByteReader.Mismatch) -> (Trajectory, rows: [Int]) {
    var reader = ByteReader(record)
    let (actionCount, observationSize, steps) = (try reader.count(), try reader.count(), try reader.count())
    let firstStep = try reader.count()
    let rows = try reader.read(Int.self, count: rowCount)
    let ending = Ending(rawValue: try reader.read(UInt8.self))
    let hasLegal = try reader.read(UInt8.self) == 1
    guard rows.allSatisfy({ 0...steps ~= $0 }), steps < 1 << 31, actionCount < 1 << 31,
      observationSize < 1 << 31
    else { throw ByteReader.Mismatch() }
    let states = isComplete ? steps + 1 : steps
    var trajectory = Trajectory(
      actionCount: actionCount, observationSize: observationSize,
      observations: ObservationRows(
        try reader.observations(count: (steps + 1) * observationSize), size: observationSize))
    trajectory.firstStep = firstStep
    trajectory.actions = try reader.read(Int32.self, count: steps)
    trajectory.rewards = try reader.read(Float.self, count: steps)
    trajectory.players = try reader.read(UInt8.self, count: states)
    trajectory.legal = hasLegal ? try reader.read(UInt8.self, count: states * actionCount) : []
    trajectory.policies = try reader.read(Float.self, count: steps * actionCount)
    trajectory.rootValues = try reader.read(Float.self, count: states)
    trajectory.ending = ending
    try reader.finish()
    return (trajectory, rows)
  }
}
