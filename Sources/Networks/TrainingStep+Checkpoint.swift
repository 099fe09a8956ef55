import Device
import Operations
import Safetensors

extension TrainingStep {
  /// What the optimizer keeps, slot by slot.
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

  /// Writes parameters, running statistics, optimizer state and where the run stands, whose step is the number of updates
  /// that the optimizer has made (Adam counts on from it); the file at `path` is replaced as
  /// a whole or not at all. The queue that the step runs on must have finished.
  ///
  /// Throws `TrainingDivergence` where a number is not finite, `SafetensorsError` where the file cannot be written, and
  /// `DeviceError` where the device fails.
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

  /// Goes on where a checkpoint was written. The queue that the step runs on must have finished.
  ///
  /// Throws `CheckpointMismatch` where names, shapes or types differ, and `SafetensorsError` where the file cannot be
  /// read or holds a number that is not finite; all stays as it was then.
  package func load(path: String) throws -> TrainingProgress {
    let file = try CheckpointFile(path: path, expected: specifications)
    let values = try CheckpointFile.finiteValues(of: file.tensors, in: path)
    try store.set(values)
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
