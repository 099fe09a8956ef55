import Operations
import Safetensors

extension TrainingStep {
  private var slots: [OptimizerSlot] {
    switch optimization.rule {
    case .descent: [.momentum]
    case .adam: [.firstMoment, .secondMoment]
    }
  }

  private var specifications: [TensorSpecification] {
    let parameters = store.tensors.filter(\.isParameter).map { TensorSpecification($0.name, shape: $0.shape) }
    return store.specifications + slots.flatMap { slot in parameters.map { $0.state(slot) } }
  }

  /// Writes parameters, running statistics, optimizer state and the run's progress. Its step must be the
  /// number of updates that the optimizer has made, from which Adam continues. The file at `path` is replaced
  /// as a whole or not at all. The queue that the step runs on must have finished.
  ///
  /// Throws `TrainingDivergence` if a number is not finite, `SafetensorsError` if the file cannot be written,
  /// and `DeviceError` if the device fails.
  package func save(to path: String, progress: TrainingProgress) throws {
    var values = try store.values()
    for (row, slot) in slots.enumerated() {
      for (name, state) in try store.values(in: optimizerState, row: row) {
        values[TensorSpecification(name, shape: []).state(slot).name] = state
      }
    }
    try ModelStore.checkIsFinite(values, updates: progress.step)
    try CheckpointFile.write(to: path, specifications, progress: progress) { tensor in
      SafetensorsTensor(values[tensor.name]!, shape: tensor.shape).bytes
    }
  }

  /// Continues from a checkpoint. The queue that the step runs on must have finished.
  ///
  /// Throws `CheckpointMismatch` if names, shapes or types differ, and `SafetensorsError` if the file cannot
  /// be read or holds a number that is not finite. Nothing is changed then.
  package func load(path: String) throws -> TrainingProgress {
    let file = try CheckpointFile(path: path, expected: specifications)
    let values = try CheckpointFile.finiteValues(of: file.tensors, in: path)
    try store.set(among: values)
    for (row, slot) in slots.enumerated() {
      var state: [String: [Float]] = [:]
      for tensor in store.tensors where tensor.isParameter {
        state[tensor.name] = values[TensorSpecification(tensor.name, shape: []).state(slot).name]
      }
      try store.set(state, in: optimizerState, row: row)
    }
    try setUpdateCount(file.progress.step)
    return file.progress
  }
}
