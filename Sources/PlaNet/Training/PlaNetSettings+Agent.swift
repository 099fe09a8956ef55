import Common
import Device
import Operations
import Runs
import Settings
import Telemetry

extension PlaNetSettings: AgentSettings {
  package var kind: AgentKind { .planet }
  package var environmentName: String { environment.name }
  package var checkpointSeconds: Double { training.checkpointSeconds }
  /// The newest, and one to go back to.
  package var keptCheckpoints: Int { 2 }
  package var followsTensorBoard: Bool { telemetry.tensorboard }
  package func machineNeed() throws -> MachineNeed { try machineNeed(try estimatedSpecification()) }
  package func task() throws -> (name: String, players: Int) {
    let specification = try estimatedSpecification()
    return (specification.name, specification.players)
  }
  package var ends: [(name: String, value: Int?)] {
    [
      ("training.environmentSteps", training.environmentSteps), ("training.updates", training.updates),
    ]
  }

  package func check() throws {
    try checkRanges()
    let specification = try makeEnvironment().specification
    try check(specification)
    if let fault = MemoryNeed.fault(of: memoryNeeds(specification)) { throw SettingsError(fault) }
  }

  package func makeRun(
    seed: UInt64, in folder: RunFolder, context: ExecutionContext,
    resuming checkpoint: CheckpointFolder.Entry?
  ) throws -> any AgentTraining {
    try PlaNetRun(
      self, seed: seed, in: folder, context: context, resuming: checkpoint)
  }
}
