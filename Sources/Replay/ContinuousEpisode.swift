import Environments

/// An episode of a task with continuous actions, aligned as PlaNet learns it (Hafner et al. 2019, section 2):
/// row t has observation t, the action that led to it, and the reward of that action.
///
/// Row 0 is the reset's: its action and reward are 0.
public struct ContinuousEpisode: Sendable, Equatable {
  /// The number of dimensions of an action.
  public let dimensions: Int
  /// The number of elements of an observation.
  public let observationSize: Int
  /// The observation of each row: [rows, size].
  public private(set) var observations: ObservationBatch
  /// The action that led to each row's observation: [rows, dimensions].
  public private(set) var previousActions: [Float]
  /// The reward of each row's action: [rows].
  public private(set) var rewards: [Float]

  /// An episode of one row, before any action.
  public init(specification: EnvironmentSpecification, firstObservation: Observation) {
    guard case .continuous(let low, _) = specification.actions else {
      preconditionFailure("an episode of \(specification.name), whose actions are discrete")
    }
    dimensions = low.count
    observationSize = specification.observations.count
    observations = ObservationBatch(specification.observations.element)
    previousActions = [Float](repeating: 0, count: dimensions)
    rewards = [0]
    add(firstObservation)
  }

  /// The number of rows, one more than there are actions.
  public var rows: Int { rewards.count }

  /// The memory of all rows, in bytes.
  public var byteCount: Int { observations.byteCount + (previousActions.count + rewards.count) * 4 }

  /// Adds an action [dimensions] and the environment's response to it.
  public mutating func append(action: [Float], step: EnvironmentStep) {
    precondition(
      action.count == dimensions, "an action of \(action.count) numbers, where there are \(dimensions)")
    previousActions += action
    rewards.append(step.reward)
    add(step.observation)
  }

  private mutating func add(_ observation: Observation) {
    precondition(
      observation.count == observationSize,
      "an observation of \(observation.count) elements, where \(observationSize) are declared")
    observations.append(observation)
  }

  var isFinite: Bool { [previousActions, rewards].allSatisfy { $0.allSatisfy { $0.isFinite } } }
}

extension ContinuousEpisode {
  /// The episode as bytes that `init(record:)` reads.
  var record: [UInt8] {
    var writer = ByteWriter()
    for number in [dimensions, observationSize, rows] { writer.write(number) }
    writer.write(observations)
    writer.write(previousActions)
    writer.write(rewards)
    return writer.bytes
  }

  /// The episode of which these bytes are the `record`.
  init(record: [UInt8]) throws(ByteReader.Mismatch) {
    var reader = ByteReader(record)
    let (dimensions, size, rows) = (try reader.count(), try reader.count(), try reader.count())
    guard rows > 0, max(dimensions, size, rows) < 1 << 31 else { throw ByteReader.Mismatch() }
    self.dimensions = dimensions
    observationSize = size
    observations = try reader.observations(count: rows * size)
    previousActions = try reader.read(Float.self, count: rows * dimensions)
    rewards = try reader.read(Float.self, count: rows)
    try reader.finish()
  }
}
