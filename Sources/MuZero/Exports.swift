/// What runs take and give.
@_exported import enum Runs.CheckpointChoice
@_exported import struct Runs.EvaluationResult
@_exported import struct Runs.TrainingStatus
