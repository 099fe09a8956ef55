import Environments
import Operations
import Runs
import Telemetry

extension PlaNetSettings: AgentSettings {
  package var kind: AgentKind { .planet }
  /// The newest, and one to go back to.
  package var keptCheckpoints: Int { 2 }
  package func specification() throws -> EnvironmentSpecification { try makeEnvironment().specification }

  package func makeRun(
    seed: UInt64, in folder: RunFolder, context: ExecutionContext,
    resuming checkpoint: CheckpointFolder.Entry?
  ) throws -> any AgentTraining {
    try PlaNetRun(self, seed: seed, in: folder, context: context, resuming: checkpoint)
  }
}

extension PlaNetSettings.EnvironmentSettings: NamedTask {}
extension PlaNetSettings.LearnerSettings: BatchSettings {}
extension PlaNetSettings.TrainingSettings: TrainingBounds {}
extension PlaNetSettings.EvaluationSettings: EvaluationSchedule {}
