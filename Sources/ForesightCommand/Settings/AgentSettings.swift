import Common
import Device
import MuZero
import Operations
import PlaNet
import Settings
import Telemetry

/// An agent's settings, as the command line sees them.
protocol AgentSettings: Codable {
  /// The defaults.
  init()

  /// Whose they are.
  var kind: AgentKind { get }

  /// Between two checkpoints.
  var checkpointSeconds: Double { get }

  /// How many of the newest checkpoints are kept.
  var keptCheckpoints: Int { get }

  /// Whether TensorBoard is to follow a run.
  var followsTensorBoard: Bool { get }

  /// As the settings name it.
  var environmentName: String { get }

  /// The environment's name, and how many play in it. Throws where there is none of that name.
  func task() throws -> (name: String, players: Int)

  /// The memory that a run takes, estimated. Throws where no run can begin with these settings.
  func machineNeed() throws -> MachineNeed

  /// When a run ends, as `training.environmentSteps` and `training.updates`.
  var ends: [(name: String, value: Int?)] { get }

  /// Throws where they cannot be used, naming the key.
  func check() throws

  /// A run at its beginning, or, where `checkpoint` is given, there.
  func makeRun(
    seed: UInt64, in folder: RunFolder, device: any Device, selection: ProductSelection,
    resuming checkpoint: CheckpointFolder.Entry?
  ) throws -> any AgentTraining
}

/// The agents, by the words that settings name them with.
enum AgentKind: String, Codable, CaseIterable {
  case muzero, planet

  var defaults: any AgentSettings {
    switch self {
    case .muzero: MuZeroSettings()
    case .planet: PlaNetSettings()
    }
  }
}

extension MuZeroSettings: AgentSettings {
  var kind: AgentKind { .muzero }
  var environmentName: String { environment.name }
  var checkpointSeconds: Double { training.checkpointSeconds }
  var keptCheckpoints: Int { training.keptCheckpoints }
  var followsTensorBoard: Bool { telemetry.tensorboard }
  func machineNeed() throws -> MachineNeed { machineNeed(try estimatedSpecification()) }
  func task() throws -> (name: String, players: Int) {
    let specification = try estimatedSpecification()
    return (specification.name, specification.players)
  }
  var ends: [(name: String, value: Int?)] {
    [
      ("training.environmentSteps", training.environmentSteps), ("training.updates", training.updates),
    ]
  }

  func check() throws {
    try checkRanges()
    let specification = try makeEnvironment().specification
    try check(specification)
    if let fault = MemoryNeed.fault(of: memoryNeeds(specification)) { throw SettingsError(fault) }
  }

  func makeRun(
    seed: UInt64, in folder: RunFolder, device: any Device, selection: ProductSelection,
    resuming checkpoint: CheckpointFolder.Entry?
  ) throws -> any AgentTraining {
    try MuZeroRun(
      self, seed: seed, in: folder, device: device, selection: selection, resuming: checkpoint)
  }
}

extension PlaNetSettings: AgentSettings {
  var kind: AgentKind { .planet }
  var environmentName: String { environment.name }
  var checkpointSeconds: Double { training.checkpointSeconds }
  /// The newest, and one to go back to.
  var keptCheckpoints: Int { 2 }
  var followsTensorBoard: Bool { telemetry.tensorboard }
  func machineNeed() throws -> MachineNeed { try machineNeed(try makeEnvironment().specification) }
  func task() throws -> (name: String, players: Int) {
    let specification = try makeEnvironment().specification
    return (specification.name, specification.players)
  }
  var ends: [(name: String, value: Int?)] {
    [
      ("training.environmentSteps", training.environmentSteps), ("training.updates", training.updates),
    ]
  }

  func check() throws {
    try checkRanges()
    let specification = try makeEnvironment().specification
    try check(specification)
    if let fault = MemoryNeed.fault(of: memoryNeeds(specification)) { throw SettingsError(fault) }
  }

  func makeRun(
    seed: UInt64, in folder: RunFolder, device: any Device, selection: ProductSelection,
    resuming checkpoint: CheckpointFolder.Entry?
  ) throws -> any AgentTraining {
    try PlaNetRun(
      self, seed: seed, in: folder, device: device, selection: selection, resuming: checkpoint)
  }
}
