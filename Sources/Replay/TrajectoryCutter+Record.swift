/// Episodes in progress as bytes.
extension TrajectoryCutter {
  /// The episode as bytes that `init(record:sequenceLength:targets:)` reads.
  package var record: [UInt8] { trajectory.record(rows: [next]) }

  /// The episode of which these bytes are the `record`. Throws `ReplayError` if the bytes are damaged.
  package init(record: [UInt8], sequenceLength: Int?, targets: TargetConfiguration) throws {
    do {
      let (content, rows) = try Trajectory.read(record, rows: 1, isComplete: false)
      guard content.observationSize > 0 else { throw ByteReader.Mismatch() }
      self.init(
        Trajectory(
          actionCount: content.actionCount, observationSize: content.observationSize,
          observations: content.observations.rows(0..<1)),
        sequenceLength: sequenceLength, targets: targets)
      (trajectory, next) = (content, rows[0])
    } catch is ByteReader.Mismatch {
      throw ReplayError("an episode under way is damaged; resume from another checkpoint")
    }
  }
}
