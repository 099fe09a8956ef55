import Randomness

/// The training targets of positions.
extension ReplayBuffer {
  /// The batch of `positions`, whose trajectories must be in the buffer.
  ///
  /// Step k of a position at row t has the policy of row t + k, its value target (the n-step return), and the
  /// reward of the action before it. Steps behind an episode's end are given by
  /// `TargetConfiguration.PastEnd`, with actions drawn from `stream`. If an episode was truncated, its last
  /// state (whose policy is not known) and all steps behind it are masked. If there are symmetries, each row
  /// is transformed by one that is drawn from `stream`.
  ///
  /// - Parameters:
  ///   - freshValues: the values of `bootstrapPositions(for: positions)`, in place of those stored.
  ///   - freshPolicies: [states, actions], the policies of `unrolledPositions(for: positions)`, in place of those stored.
  public func fill(
    _ positions: [ReplayPosition], stream: inout RandomStream, freshValues: [Float]? = nil,
    freshPolicies: [Float]? = nil
  ) -> TrainingBatch {
    var batch = TrainingBatch()
    fill(
      positions, stream: &stream, freshValues: freshValues, freshPolicies: freshPolicies, into: &batch)
    return batch
  }

  /// The same as `fill(_:stream:freshValues:freshPolicies:)`, into the memory of `batch`, which is resized as
  /// needed.
  public func fill(
    _ positions: [ReplayPosition], stream: inout RandomStream, freshValues: [Float]? = nil,
    freshPolicies: [Float]? = nil, into batch: inout TrainingBatch
  ) {
    batch.resize(to: positions.count, configuration)
    let stacking = configuration.stacking
    var (nextValue, nextPolicy) = (0, 0)
    for (row, position) in positions.enumerated() {
      let entry = entry(position.serial)
      stacking.write(entry.trajectory, step: position.step, to: &batch.observation, row: row)
      batch.weight[row] = position.weight
      fillSteps(entry, position.step, row: row, stream: &stream, &batch)
      if let freshValues { fillValues(entry, position.step, row: row, freshValues, &nextValue, &batch) }
      if let freshPolicies {
        fillPolicies(entry, position.step, row: row, freshPolicies, &nextPolicy, &batch)
      }
      let symmetries = configuration.symmetries
      if !symmetries.isEmpty {
        batch.transform(row: row, by: symmetries[stream.index(below: symmetries.count)], configuration)
      }
    }
    precondition(
      freshValues.map { $0.count == nextValue } ?? true,
      "\(freshValues?.count ?? 0) fresh values for \(nextValue) states")
    precondition(
      freshPolicies.map { $0.count == nextPolicy * configuration.actions } ?? true,
      "\(freshPolicies?.count ?? 0) numbers of fresh policies for \(nextPolicy) states")
  }

  /// The states of which `fill` takes fresh values for `positions`, in its order: the bootstrap states of the
  /// n-step returns. States may repeat.
  public func bootstrapPositions(for positions: [ReplayPosition]) -> [StatePosition] {
    var states: [StatePosition] = []
    states.reserveCapacity(positions.count * (targets.unrollSteps + 1))
    for position in positions {
      let entry = entry(position.serial)
      let targets = freshTargets(of: entry)
      for step in position.step...min(position.step + targets.unrollSteps, entry.trajectory.steps) {
        guard let bootstrap = entry.bootstrapStep(of: step, targets) else { continue }
        states.append(StatePosition(serial: position.serial, step: bootstrap))
      }
    }
    return states
  }

  /// The states of which `fill` takes fresh policies for `positions`, in its order: the unrolled states
  /// before an episode's end. States may repeat.
  public func unrolledPositions(for positions: [ReplayPosition]) -> [StatePosition] {
    var states: [StatePosition] = []
    states.reserveCapacity(positions.count * (targets.unrollSteps + 1))
    for position in positions {
      let steps = entry(position.serial).trajectory.steps
      for step in position.step..<min(position.step + targets.unrollSteps + 1, steps) {
        states.append(StatePosition(serial: position.serial, step: step))
      }
    }
    return states
  }

  /// Fills everything but the observation and the weight.
  private func fillSteps(
    _ entry: StoredTrajectory, _ first: Int, row: Int, stream: inout RandomStream,
    _ batch: inout TrainingBatch
  ) {
    let (unrolled, actions, steps) = (targets.unrollSteps, configuration.actions, entry.trajectory.steps)
    let start = row * (unrolled + 1)
    // The unrolled states in which an action was taken; they come first.
    let known = min(unrolled + 1, steps - first)
    copy(
      entry.trajectory.policies, from: first * actions, to: &batch.targetPolicy, at: start * actions,
      count: known * actions)
    copy(
      entry.trajectory.actions, from: first, to: &batch.action, at: row * unrolled,
      count: min(known, unrolled))
    let isTerminated = entry.trajectory.ending == .terminated
    for k in 0...unrolled {
      let (step, index) = (first + k, start + k)
      batch.targetValue[index] =
        step < steps ? entry.valueTargets[step] : entry.valueTarget(atOrPastEnd: step, targets)
      batch.targetReward[index] = k > 0 && step <= steps ? entry.trajectory.rewards[step - 1] : 0
      let isKept = step < steps || isTerminated && (step == steps || targets.pastEnd == .uniform)
      batch.mask[index] = isKept ? 1 : 0
      guard step >= steps else { continue }
      for action in 0..<actions { batch.targetPolicy[index * actions + action] = 1 / Float(actions) }
      if k < unrolled { batch.action[row * unrolled + k] = Int32(stream.index(below: actions)) }
    }
  }

  private func copy<Number: BitwiseCopyable>(
    _ source: [Number], from first: Int, to target: inout [Number], at start: Int, count: Int
  ) {
    precondition(
      first + count <= source.count && start + count <= target.count,
      "\(count) numbers, where \(source.count - first) are left and \(target.count - start) fit")
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        guard let input = source.baseAddress, let output = target.baseAddress else { return }
        (output + start).update(from: input + first, count: count)
      }
    }
  }

  private func freshTargets(of entry: StoredTrajectory) -> TargetConfiguration {
    targets.shortened(age: totalSteps - entry.firstIndex)
  }

  private func fillValues(
    _ entry: StoredTrajectory, _ first: Int, row: Int, _ values: [Float], _ next: inout Int,
    _ batch: inout TrainingBatch
  ) {
    let targets = freshTargets(of: entry)
    for step in first...min(first + targets.unrollSteps, entry.trajectory.steps) {
      guard entry.bootstrapStep(of: step, targets) != nil else { continue }
      precondition(next < values.count, "\(values.count) fresh values, too few")
      let index = row * (targets.unrollSteps + 1) + step - first
      batch.targetValue[index] = entry.valueTarget(of: step, targets) { _ in values[next] }
      next += 1
    }
  }

  private func fillPolicies(
    _ entry: StoredTrajectory, _ first: Int, row: Int, _ policies: [Float], _ next: inout Int,
    _ batch: inout TrainingBatch
  ) {
    let (unrolled, actions) = (targets.unrollSteps, configuration.actions)
    let known = min(unrolled + 1, entry.trajectory.steps - first)
    precondition((next + known) * actions <= policies.count, "\(policies.count) numbers of policies, too few")
    copy(
      policies, from: next * actions, to: &batch.targetPolicy, at: row * (unrolled + 1) * actions,
      count: known * actions)
    next += known
  }
}
