import Environments
import Operations
import Runs
import Telemetry

extension MuZeroSettings: AgentSettings {
  package var kind: AgentKind { .muzero }
  package var keptCheckpoints: Int { training.keptCheckpoints }
  package func specification() throws -> EnvironmentSpecification { try makeEnvironment().specification }

  package func makeRun(
    seed: UInt64, in folder: RunFolder, context: ExecutionContext,
    resuming checkpoint: CheckpointFolder.Entry?
  ) throws -> any AgentTraining {
    try MuZeroRun(self, seed: seed, in: folder, context: context, resuming: checkpoint)
  }
}

extension MuZeroSettings.EnvironmentSettings: NamedTask {}
extension MuZeroSettings.LearnerSettings: BatchSettings {}
extension MuZeroSettings.TrainingSettings: TrainingBounds {}
extension MuZeroSettings.EvaluationSettings: EvaluationSchedule {}
