import Common
import Device
import MuZero
import Operations
import PlaNet
import Settings
import Telemetry

/// An agent's settings as the command line uses them.
protocol AgentSettings: Codable {
  /// The default settings.
  init()

  /// The agent that they are for.
  var kind: AgentKind { get }

  /// The time between two checkpoints, in seconds.
  var checkpointSeconds: Double { get }

  /// The number of newest checkpoints that are kept.
  var keptCheckpoints: Int { get }

  /// Whether a file for TensorBoard is written during training.
  var followsTensorBoard: Bool { get }

  /// The environment's name in the settings.
  var environmentName: String { get }

  /// The environment's name, and its number of players. Throws if there is no environment of that name.
  func task() throws -> (name: String, players: Int)

  /// An estimate of the memory of a run. Throws if no run can begin with these settings.
  func machineNeed() throws -> MachineNeed

  /// The limits of a run: `training.environmentSteps` and `training.updates`.
  var ends: [(name: String, value: Int?)] { get }

  /// Throws if the settings cannot be used; the error names the key.
  func check() throws

  /// A new run, or one that continues from `checkpoint`.
  func makeRun(
    seed: UInt64, in folder: RunFolder, device: any Device, selection: ProductSelection,
    resuming checkpoint: CheckpointFolder.Entry?
  ) throws -> any AgentTraining
}

/// The agents, by their names in settings.
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
  /// Two: the newest checkpoint, and one to go back to.
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
