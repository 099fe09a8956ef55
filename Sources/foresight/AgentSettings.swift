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

  /// Between two checkpoints.
  var checkpointSeconds: Double { get }

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
  var checkpointSeconds: Double { training.checkpointSeconds }

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
  var checkpointSeconds: Double { training.checkpointSeconds }

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
