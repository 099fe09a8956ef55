/// Learning from the replay of another run.
extension ReplayBuffer {
  /// The trajectories that a replay held when `state` was made, the oldest first. Nothing is written.
  ///
  /// Throws `ReplayError` if files are missing or damaged.
  package static func trajectories(of state: ReplayState, folder: String) throws -> [Trajectory] {
    let content = try state.read { try ReplayContent(from: &$0) }
    var held: [Trajectory] = []
    _ = try SegmentedLog(
      resuming: content.log, folder: folder, kind: kind, segmentBytes: .max
    ) { payload throws(ByteReader.Mismatch) in held.append(try Trajectory(record: payload)) }
    return held
  }

  /// Appends all trajectories that another replay held when `state` was made, the oldest first.
  ///
  /// Throws `ReplayError` if files are missing or damaged, or hold trajectories that do not fit this buffer.
  package func append(trajectoriesOf state: ReplayState, folder: String) throws {
    for trajectory in try Self.trajectories(of: state, folder: folder) {
      if let fault = fault(of: trajectory) { throw ReplayError("\(folder) holds \(fault)") }
      try append(trajectory)
    }
  }
}
