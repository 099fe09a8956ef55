/// Learning from what another run gathered.
extension ReplayBuffer {
  /// The trajectories that a replay held when `state` was made, the oldest first; nothing is written.
  ///
  /// Throws `ReplayError` where files are missing or damaged.
  package static func trajectories(of state: ReplayState, folder: String) throws -> [Trajectory] {
    let content = try state.read { try ReplayContent(from: &$0) }
    var held: [Trajectory] = []
    _ = try SegmentedLog(
      resuming: content.log, folder: folder, kind: kind, segmentBytes: .max
    ) { payload throws(ByteReader.Mismatch) in held.append(try Trajectory(record: payload)) }
    return held
  }
}
