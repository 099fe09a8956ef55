import Common
import Device
import Environments
import Operations
import Settings
import Telemetry

/// An agent's settings, as what begins and resumes runs sees them.
package protocol AgentSettings: Codable {
  associatedtype Task: NamedTask
  associatedtype Learner: BatchSettings
  associatedtype Training: TrainingBounds
  associatedtype Evaluation: EvaluationSchedule

  init()

  var kind: AgentKind { get }

  var environment: Task { get }
  var learner: Learner { get }
  var training: Training { get }
  var evaluation: Evaluation { get }
  var telemetry: TelemetrySettings { get }

  /// How many of the newest checkpoints are kept.
  var keptCheckpoints: Int { get }

  /// The environment's specification. Throws where there is none of that name.
  func specification() throws -> EnvironmentSpecification

  /// The same, as exactly as an estimate of memory needs it.
  func estimatedSpecification() throws -> EnvironmentSpecification

  /// What is wrong with each setting that is out of its range in any environment; finding it allocates nothing large.
  var rangeFaults: [String?] { get }

  /// Throws where settings cannot be used in an environment of this specification, naming the key.
  func check(_ specification: EnvironmentSpecification) throws

  /// The memory that the largest parts of a run take.
  func memoryNeeds(_ specification: EnvironmentSpecification) -> [MemoryNeed]

  /// The memory that a run takes, estimated. Throws where no model can be made of the settings.
  func machineNeed(_ specification: EnvironmentSpecification) throws -> MachineNeed

  /// A run at its beginning, or, where `checkpoint` is given, there.
  func makeRun(
    seed: UInt64, in folder: RunFolder, context: ExecutionContext,
    resuming checkpoint: CheckpointFolder.Entry?
  ) throws -> any AgentTraining
}

/// The environment that an agent is trained in.
package protocol NamedTask {
  var name: String { get }
}

/// What an update is computed from.
package protocol BatchSettings {
  var batch: Int { get }
  var microBatch: MicroBatch { get }
}

/// How long a run goes on, and how often it is stored.
package protocol TrainingBounds {
  var environmentSteps: Int? { get }
  var updates: Int? { get }
  var checkpointSeconds: Double { get }
}

/// How often an agent is measured, and in how many episodes.
package protocol EvaluationSchedule {
  var episodes: Int { get }
  var interval: Int? { get }
}

/// The settings of what a run writes beside its metrics.
public struct TelemetrySettings: Sendable, Equatable, Codable {
  /// Whether an event file for TensorBoard is written during training.
  public var tensorboard = false

  /// The default settings.
  public init() {}
}

extension AgentSettings {
  package func estimatedSpecification() throws -> EnvironmentSpecification { try specification() }

  /// When a run ends, as `training.environmentSteps` and `training.updates`.
  package var ends: [(name: String, value: Int?)] {
    [("training.environmentSteps", training.environmentSteps), ("training.updates", training.updates)]
  }

  /// The memory that a run takes, estimated. Throws where no run can begin with these settings.
  package func machineNeed() throws -> MachineNeed { try machineNeed(try estimatedSpecification()) }

  /// Throws where settings cannot be used, naming the key.
  package func check() throws {
    try checkRanges()
    let specification = try specification()
    try check(specification)
    if let fault = MemoryNeed.fault(of: memoryNeeds(specification)) { throw SettingsError(fault) }
  }

  /// Throws if a setting is out of its range in any environment; the error names its key.
  package func checkRanges() throws(SettingsError) {
    if let fault = rangeFaults.lazy.compactMap({ $0 }).first { throw SettingsError(fault) }
  }

  /// Throws if a run would never end.
  package func checkHasEnd() throws(SettingsError) {
    try require(
      training.environmentSteps != nil || training.updates != nil,
      "training.environmentSteps and training.updates are both null, but a run must have an end")
  }

  /// Throws `fault`, which names the key, unless settings are right.
  package func require(_ isRight: Bool, _ fault: @autoclosure () -> String) throws(SettingsError) {
    if !isRight { throw SettingsError(fault()) }
  }
}
