/// A trajectory in a replay buffer, with its value targets.
final class StoredTrajectory {
  let trajectory: Trajectory
  /// The number of sampleable steps appended before this trajectory's.
  let firstIndex: Int
  /// The value target z of every row, by the stored root values: [T + 1]. Targets of the context behind the
  /// sampled steps use the rewards and values of this piece alone.
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

  /// Its memory in bytes. Images that it shares with the piece before it are counted there.
  private(set) var byteCount: Int

  /// The row whose value stands for all later rewards in the value target of row `step`; nil if the episode
  /// terminates before.
  func bootstrapStep(of step: Int, _ targets: TargetConfiguration) -> Int? {
    let last = trajectory.steps
    guard let steps = targets.bootstrapSteps, step + steps < last else {
      return trajectory.ending == .terminated ? nil : last
    }
    return step + steps
  }

  /// The value target z of row `step`, seen by the player to move there: Σ γ^i u_{t+1+i} over i < n, plus γ^n
  /// ν_{t+n}. Rewards of the other player and values seen by that player are subtracted (Schrittwieser et al.
  /// 2020, appendix B).
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

  /// The value target of the last state or of a step behind it, in row `step`: the value known of the last
  /// state, and 0 behind it. If rewards are not learned and the episode terminated, it is the last action's
  /// reward, seen by the player whose turn it would be.
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
