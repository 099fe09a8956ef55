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

  /// Adds all trajectories that another replay held when `state` was made, the oldest first.
  ///
  /// Throws `ReplayError` where files are missing or damaged, or hold what does not fit this buffer.
  package func append(trajectoriesOf state: ReplayState, folder: String) throws {
    for trajectory in try Self.trajectories(of: state, folder: folder) {
      if let fault = fault(of: trajectory) { throw ReplayError("\(folder) holds \(fault)") }
      try append(trajectory)
    }
  }
}
