import Foundation
import Safetensors

extension ModelStore {
  /// What a checkpoint of the model holds, but for optimizer state.
  package var specifications: [TensorSpecification] {
    tensors.map { TensorSpecification($0.name, shape: $0.shape) }
  }

  /// Loads parameters and running statistics alone: of a checkpoint, or of a `state_dict` that PyTorch wrote in the
  /// safetensors format. All other queues must have finished.
  ///
  /// Throws `CheckpointMismatch` where names, shapes or types differ, and `SafetensorsError` where the file cannot be
  /// read; the model then stays as it was.
  package func loadParameters(path: String) throws {
    let tensors = try CheckpointFile.parameters(path: path, expected: specifications)
    try set(tensors.mapValues { $0.floats() })
  }
}
