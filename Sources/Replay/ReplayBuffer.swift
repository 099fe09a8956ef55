import Foundation
import Randomness

/// MuZero's replay buffer: the newest trajectories, from which positions are sampled in proportion to their
/// priorities (Schrittwieser et al. 2020, appendix G; Schaul et al. 2016).
///
/// When bounds are passed, the oldest trajectories are evicted, each whole; the newest is always held. A buffer has one
/// owner: it may not be used from two threads at once.
public final class ReplayBuffer {
  /// What is held, and how it is sampled.
  public let configuration: ReplayConfiguration
  /// The memory of the trajectories, in bytes.
  public private(set) var bytes = 0
  /// The number of sampleable steps ever appended.
  public private(set) var totalSteps = 0
  var stored = SerialQueue<StoredTrajectory>()
  /// The number of sampleable steps appended before each trajectory of `stored`.
  private var firstIndices = SerialQueue<Int>()
  /// One leaf for each sampleable step: (|ν − z| + the smallest priority)^α. The step that was appended as
  /// number i has leaf i modulo the tree's capacity.
  var priorities = SumTree(capacity: 1)

  /// The files that trajectories are written to; nil if the buffer is in memory only.
  let log: SegmentedLog?
  static let kind: UInt32 = 1

  /// An empty buffer in memory, without files.
  public init(configuration: ReplayConfiguration) { (self.configuration, log) = (configuration, nil) }

  /// An empty buffer that stores its content in the files of a folder. The folder must exist and hold no
  /// other replay, unless `replacing` is true, which replaces that replay. Throws `ReplayError`.
  public init(configuration: ReplayConfiguration, folder: String, replacing: Bool = false) throws {
    self.configuration = configuration
    log = try SegmentedLog(
      folder: folder, kind: Self.kind, segmentBytes: configuration.segmentBytes, replacing: replacing)
  }

  /// The buffer as it was when `state` was made, bit for bit if `configuration` is the same; the limits may
  /// differ. Removes from the folder what was appended later.
  ///
  /// Throws `ReplayError` where files are missing or damaged, or the configuration does not fit; the folder is then as
  /// before.
  public init(resuming state: ReplayState, configuration: ReplayConfiguration, folder: String) throws {
    self.configuration = configuration
    let content = try state.read { try ReplayContent(from: &$0) }
    stored = SerialQueue(first: content.log.first)
    firstIndices = SerialQueue(first: content.log.first)
    totalSteps = content.firstIndex
    var held: [Trajectory] = []
    var chains = PieceChains()
    let log = try SegmentedLog(
      resuming: content.log, folder: folder, kind: Self.kind, segmentBytes: configuration.segmentBytes
    ) { payload throws(ByteReader.Mismatch) in
      var trajectory = try Trajectory(record: payload)
      chains.add(&trajectory)
      held.append(trajectory)
    }
    self.log = log
    for trajectory in held {
      if let fault = fault(of: trajectory) { throw ReplayError("\(folder) holds \(fault)") }
      hold(trajectory)
    }
    try restore(content)
    try log.removeLaterRecords()
    evict()
  }

  /// The number of steps that can be sampled.
  public var steps: Int { totalSteps - firstIndex }
  /// The memory, in bytes, of the separately stored images, counting shared ones once.
  package var pictureBytes: Int {
    var seen = Set<ObjectIdentifier>()
    return serials.reduce(0) { $0 + stored[$1].trajectory.observations.pictureBytes(besides: &seen) }
  }

  /// The number of trajectories in the buffer.
  public var trajectories: Int { stored.count }
  /// The serial numbers of the trajectories in the buffer.
  public var serials: Range<Int> { stored.serials }
  /// The trajectory of a serial number, which must be in the buffer.
  public func trajectory(_ serial: Int) -> Trajectory { entry(serial).trajectory }

  /// The number of the first sampleable step in the buffer.
  private var firstIndex: Int { stored.count == 0 ? totalSteps : stored[stored.first].firstIndex }

  var targets: TargetConfiguration { configuration.targets }

  func entry(_ serial: Int) -> StoredTrajectory {
    precondition(stored.serials.contains(serial), "trajectory \(serial), where \(stored.serials) are held")
    return stored[serial]
  }

  // MARK: Appending

  /// Adds a complete trajectory, evicts trajectories beyond the limits, and returns the new trajectory's
  /// serial number.
  ///
  /// Throws `ReplayError`, and changes nothing, if a reward, root value or policy is not finite, or if the
  /// trajectory cannot be written.
  @discardableResult
  public func append(_ trajectory: Trajectory) throws -> Int {
    if let fault = fault(of: trajectory) { preconditionFailure(fault) }
    guard Self.isFinite(trajectory) else {
      throw ReplayError(
        "a trajectory has a reward, value or policy that is not finite; training has diverged")
    }
    try log?.append(trajectory.record)
    let serial = stored.end
    hold(trajectory)
    let entry = stored[serial]
    setPriorities(of: entry) { row in
      self.priority(Double(trajectory.rootValues[row]) - Double(entry.valueTargets[row]))
    }
    evict()
    return serial
  }

  /// Adds a trajectory, without priorities.
  private func hold(_ trajectory: Trajectory) {
    let entry = StoredTrajectory(trajectory, firstIndex: totalSteps, targets: targets)
    stored.append(entry)
    firstIndices.append(totalSteps)
    totalSteps += trajectory.sampled.count
    bytes += entry.byteCount
  }

  private func evict() {
    while stored.count > 1, steps > configuration.maximumSteps || bytes > configuration.maximumBytes ?? .max {
      let entry = stored.removeFirst()
      _ = firstIndices.removeFirst()
      bytes -= entry.byteCount
      log?.removeFirst()
      guard usesPriorities else { continue }
      priorities.set(
        from: entry.firstIndex & (priorities.capacity - 1), count: entry.trajectory.sampled.count
      ) { _ in 0 }
    }
  }

  /// The reason why a trajectory cannot be stored; nil if it can.
  func fault(of trajectory: Trajectory) -> String? {
    let sampled = trajectory.sampled
    guard trajectory.isComplete, !sampled.isEmpty else {
      return "a trajectory of \(trajectory.steps) steps that is not finished, or has none to sample"
    }
    guard trajectory.actionCount == configuration.actions,
      trajectory.observationSize == configuration.observations.count,
      trajectory.observations.element == configuration.observations.element
    else {
      return
        "a trajectory of \(trajectory.actionCount) actions and observations of \(trajectory.observationSize), where there are \(configuration.actions) and \(configuration.observations.count)"
    }
    guard trajectory.players.allSatisfy({ $0 < targets.players }) else {
      return "a trajectory with player \(trajectory.players.max() ?? 0), where there are \(targets.players)"
    }
    guard trajectory.firstStep == 0 || sampled.lowerBound >= targets.leadingSteps else {
      return
        "a piece with \(sampled.lowerBound) steps before its first, where targets need \(targets.leadingSteps)"
    }
    let trailing = trajectory.steps - sampled.upperBound
    guard trajectory.ending != .continued || trailing >= targets.trailingSteps ?? .max else {
      return
        "a piece with \(trailing) steps behind its last, where targets need \(targets.trailingSteps.map(String.init) ?? "all")"
    }
    return nil
  }

  private static func isFinite(_ trajectory: Trajectory) -> Bool {
    [trajectory.rewards, trajectory.rootValues, trajectory.policies].allSatisfy {
      $0.allSatisfy { $0.isFinite }
    }
  }

  // MARK: Priorities

  var usesPriorities: Bool { configuration.priorityExponent > 0 }

  /// The leaf for a value error: (|error| + the smallest priority)^α.
  private func priority(_ error: Double) -> Double {
    let priority = abs(error) + configuration.smallestPriority
    return configuration.priorityExponent == 1 ? priority : pow(priority, configuration.priorityExponent)
  }

  private func setPriorities(of entry: StoredTrajectory, _ priority: (Int) -> Double) {
    guard usesPriorities else { return }
    if steps > priorities.capacity { growPriorities(before: entry.firstIndex) }
    let sampled = entry.trajectory.sampled
    priorities.set(from: entry.firstIndex & (priorities.capacity - 1), count: sampled.count) {
      priority(sampled.lowerBound + $0)
    }
  }

  /// Enlarges the tree to hold all steps. Steps before number `end` keep their leaves.
  private func growPriorities(before end: Int) {
    let old = priorities
    priorities = SumTree(capacity: steps)
    for index in firstIndex..<end {
      priorities.set(index & (priorities.capacity - 1), to: old[index & (old.capacity - 1)])
    }
  }

  /// The leaf of a sampleable step: its priority to the power of α.
  public func priority(of state: StatePosition) -> Double {
    let entry = entry(state.serial)
    return priorities[leaf(of: state.step, entry)]
  }

  private func leaf(of step: Int, _ entry: StoredTrajectory) -> Int {
    let sampled = entry.trajectory.sampled
    precondition(sampled.contains(step), "step \(step), where \(sampled) can be sampled")
    return (entry.firstIndex + step - sampled.lowerBound) & (priorities.capacity - 1)
  }

  /// Sets the priorities of positions by their new value errors ν − z, in the units of values: [positions].
  /// Positions whose trajectories were evicted meanwhile are skipped.
  ///
  /// Throws `ReplayError`, and changes nothing, where an error is not finite.
  public func setPriorities(_ positions: [ReplayPosition], valueErrors: [Float]) throws {
    precondition(
      positions.count == valueErrors.count,
      "\(valueErrors.count) errors for \(positions.count) positions")
    guard valueErrors.allSatisfy({ $0.isFinite }) else {
      throw ReplayError("a value's error is not finite; training has diverged")
    }
    guard usesPriorities else { return }
    for (position, error) in zip(positions, valueErrors) where stored.serials.contains(position.serial) {
      let entry = stored[position.serial]
      priorities.set(leaf(of: position.step, entry), to: priority(Double(error)))
    }
  }

  // MARK: Sampling

  /// Samples `count` positions independently (not stratified) and with replacement, with the probability P =
  /// priority^α / Σ, or 1 / N if α is 0. The weights are (1 / (N · P))^β divided by the largest of them. The
  /// buffer must not be empty.
  public func sample(count: Int, stream: inout RandomStream) -> [ReplayPosition] {
    precondition(steps > 0, "\(count) positions drawn from a replay of no steps")
    let (steps, total, first) = (steps, priorities.total, firstIndex)
    var positions: [ReplayPosition] = []
    positions.reserveCapacity(count)
    var largest: Float = 0
    for _ in 0..<count {
      let (index, probability) =
        usesPriorities ? draw(total, first, &stream) : (first + stream.index(below: steps), 1 / Double(steps))
      let serial = firstIndices.last { $0 <= index }
      let entry = stored[serial]
      let step = entry.trajectory.sampled.lowerBound + index - entry.firstIndex
      let ratio = 1 / (Double(steps) * probability)
      let exponent = configuration.weightExponent
      let weight = Float(exponent == 1 ? ratio : pow(ratio, exponent))
      largest = max(largest, weight)
      positions.append(
        ReplayPosition(
          state: StatePosition(serial: serial, step: step), weight: weight, probability: probability))
    }
    for row in positions.indices { positions[row].weight /= largest }
    return positions
  }

  /// A step's number, sampled in proportion to its leaf, and its probability.
  private func draw(_ total: Double, _ first: Int, _ stream: inout RandomStream) -> (Int, Double) {
    let leaf = priorities.leaf(at: stream.uniform() * total)
    let mask = priorities.capacity - 1
    return (first + ((leaf - first) & mask), priorities[leaf] / total)
  }
}
