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
  /// read or holds a number that is not finite; the model then stays as it was.
  package func loadParameters(path: String) throws {
    try set(CheckpointFile.parameterValues(path: path, expected: specifications))
  }
}
