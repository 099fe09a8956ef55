import Environments

/// An episode as it is played, which gives out pieces of bounded length (Schrittwieser et al. 2020, appendix G: 200
/// steps in Atari) as soon as all that their targets need is known.
///
/// A piece holds the steps that can be sampled, the observations before them that are stacked, and the steps behind
/// them that the targets need. Each step of the episode can be sampled from one piece, with the same targets as from
/// the whole episode.
package struct TrajectoryCutter: Sendable {
  /// What is not yet given out, with its context: the rows to show a search, say.
  package internal(set) var trajectory: Trajectory
  private let sequenceLength: Int
  private let leading: Int
  private let trailing: Int
  /// The first row that no piece has sampled.
  var next = 0

  /// Cuts the episode that begins with `trajectory`, of no steps, into pieces of `sequenceLength` sampled steps, the
  /// last of fewer; nil for one piece. Targets that reach for an episode's end cannot be cut.
  package init(_ trajectory: Trajectory, sequenceLength: Int?, targets: TargetConfiguration) {
    precondition(trajectory.steps == 0, "an episode that is cut from its step \(trajectory.steps) on")
    precondition(sequenceLength ?? 1 >= 1, "pieces of \(sequenceLength ?? 0) steps; 1 is the least")
    precondition(
      sequenceLength == nil || targets.trailingSteps != nil,
      "pieces of \(sequenceLength ?? 0) steps, where targets reach for the episode's end")
    self.trajectory = trajectory
    self.sequenceLength = sequenceLength ?? .max
    leading = targets.leadingSteps
    trailing = targets.trailingSteps ?? 0
  }

  /// Adds a step, as `Trajectory.append`; returns the piece that it completes, if one.
  package mutating func append(
    action: Int, policy: [Float], rootValue: Float, player: Int = 0, legal: [Int]? = nil,
    step: EnvironmentStep
  ) -> Trajectory? {
    trajectory.append(
      action: action, policy: policy, rootValue: rootValue, player: player, legal: legal, step: step)
    // The last state of a piece has its own search, which came with the step behind it.
    guard trajectory.steps - next > sequenceLength, trajectory.steps - next - sequenceLength > trailing
    else { return nil }
    return cut(ending: .continued)
  }

  /// Ends the episode, as `Trajectory.finish`; returns the pieces that are left, none of which is empty.
  package mutating func finish(finalValue: Float = 0, player: Int = 0) -> [Trajectory] {
    trajectory.finish(finalValue: finalValue, player: player)
    var pieces: [Trajectory] = []
    while next < trajectory.steps { pieces.append(cut(ending: trajectory.ending ?? .truncated)) }
    return pieces
  }

  /// The next piece; `ending` is that of the last row.
  private mutating func cut(ending: Trajectory.Ending) -> Trajectory {
    let end = next + min(sequenceLength, trajectory.steps - next)
    let first = max(0, next - leading)
    let last = min(trajectory.steps, end + trailing)
    let piece = trajectory.piece(
      states: first...last, sampled: next..<end, ending: last == trajectory.steps ? ending : .continued)
    let kept = max(0, min(end - leading, trajectory.steps))
    if trajectory.ending == nil {
      trajectory.removeRows(before: kept)
      next = end - kept
    } else {
      next = end
    }
    return piece
  }
}
