import Common
import Device
import Operations
import Telemetry

/// An agent's settings, as what begins and resumes runs sees them.
package protocol AgentSettings: Codable {
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
    seed: UInt64, in folder: RunFolder, context: ExecutionContext,
    resuming checkpoint: CheckpointFolder.Entry?
  ) throws -> any AgentTraining
}
