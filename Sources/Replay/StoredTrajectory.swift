/// A trajectory in a replay buffer, with its value targets.
final class StoredTrajectory {
  let trajectory: Trajectory
  /// How many steps that can be sampled were appended before this trajectory's.
  let firstIndex: Int
  /// [T + 1]: z of every row, from the stored root values; of context behind the sampled steps, what is known.
  private(set) var valueTargets: [Float]

  init(_ trajectory: Trajectory, firstIndex: Int, targets: TargetConfiguration) {
    self.trajectory = trajectory
    self.firstIndex = firstIndex
    valueTargets = []
    byteCount = trajectory.byteCount + (trajectory.steps + 1) * MemoryLayout<Float>.stride
    let (observations, first) = (trajectory.observations, trajectory.sampled.lowerBound)
    if observations.isShared, trajectory.firstStep + first > 0 {
      let shared = min(observations.count, first + (targets.trailingSteps ?? 0) + 1)
      byteCount -= observations.byteCount / observations.count * shared
    }
    valueTargets = (0...trajectory.steps).map { valueTarget(of: $0, targets) { trajectory.rootValues[$0] } }
  }

  /// How much memory it takes; pictures that it shares with the piece before are counted there.
  private(set) var byteCount: Int

  /// The row whose value stands for all rewards behind it in the target of row `step`; nil where the episode terminates
  /// before.
  func bootstrapStep(of step: Int, _ targets: TargetConfiguration) -> Int? {
    let last = trajectory.steps
    guard let steps = targets.bootstrapSteps, step + steps < last else {
      return trajectory.ending == .terminated ? nil : last
    }
    return step + steps
  }

  /// z of row `step`, seen by the player to move there: Σ γ^i u_{t+1+i} over i < n, and γ^n ν_{t+n}, where rewards of
  /// the other player and values seen by them are subtracted (Schrittwieser et al. 2020, appendix B).
  func valueTarget(of step: Int, _ targets: TargetConfiguration, value: (Int) -> Float) -> Float {
    let bootstrap = bootstrapStep(of: step, targets)
    let end = bootstrap ?? trajectory.steps
    let player = trajectory.players[step]
    var (sum, factor) = (0.0, 1.0)
    for row in step..<end {
      let reward = factor * Double(trajectory.rewards[row])
      sum += trajectory.players[row] == player ? reward : -reward
      factor *= targets.discount
    }
    if let bootstrap {
      let value = factor * Double(value(bootstrap))
      sum += trajectory.players[bootstrap] == player ? value : -value
    }
    return Float(sum)
  }

  /// The value target of the last state, or of one behind it, row `step`: what is known of the last state, and nothing
  /// behind it; where rewards are not learned, what the last action brought, seen by the player whose turn it would be.
  func valueTarget(atOrPastEnd step: Int, _ targets: TargetConfiguration) -> Float {
    let last = trajectory.steps
    guard trajectory.ending == .terminated, !targets.learnsRewards, last > 0 else {
      return step == last ? valueTargets[last] : 0
    }
    let isOther = trajectory.players[last] != trajectory.players[last - 1]
    let turns = targets.players == 2 ? step - last + (isOther ? 1 : 0) : 0
    return turns % 2 == 0 ? trajectory.rewards[last - 1] : -trajectory.rewards[last - 1]
  }
}
