import Environments

/// An episode as it is played, which is cut into pieces of bounded length (Schrittwieser et al. 2020,
/// appendix G: 200 steps in Atari). A piece is returned as soon as everything that its targets need is known.
///
/// A piece holds the steps that can be sampled, the earlier observations that are stacked with theirs, and
/// the later steps that their targets need. Each step of the episode can be sampled from one piece, with the
/// same targets as from the whole episode.
package struct TrajectoryCutter: Sendable {
  /// The part of the episode that no piece has sampled yet, with its context. A search takes its observations
  /// from here.
  package internal(set) var trajectory: Trajectory
  private let sequenceLength: Int
  private let leading: Int
  private let trailing: Int
  /// The first row that no piece has sampled.
  var next = 0

  /// Cuts the episode that begins with `trajectory`, of no steps, into pieces of `sequenceLength` sampled
  /// steps, of which the last may have fewer; nil for a single piece. If targets reach to the episode's end,
  /// it cannot be cut.
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

  /// Adds a step, as `Trajectory.append`. Returns the piece that it completes; nil if it completes none.
  package mutating func append(
    action: Int, policy: [Float], rootValue: Float, player: Int = 0, legal: [Int]? = nil,
    step: EnvironmentStep
  ) -> Trajectory? {
    trajectory.append(
      action: action, policy: policy, rootValue: rootValue, player: player, legal: legal, step: step)
    // The last state of a piece needs its own search result, which comes with the step after it.
    guard trajectory.steps - next > sequenceLength, trajectory.steps - next - sequenceLength > trailing
    else { return nil }
    return cut(ending: .continued)
  }

  /// Ends the episode, as `Trajectory.finish`. Returns the remaining pieces, none of which is empty.
  package mutating func finish(finalValue: Float = 0, player: Int = 0) -> [Trajectory] {
    trajectory.finish(finalValue: finalValue, player: player)
    var pieces: [Trajectory] = []
    while next < trajectory.steps { pieces.append(cut(ending: trajectory.ending ?? .truncated)) }
    return pieces
  }

  /// The next piece. `ending` is the ending of its last row.
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
