import Foundation
import Safetensors

extension ModelStore {
  /// The tensors in a checkpoint of the model, without optimizer state.
  package var specifications: [TensorSpecification] {
    tensors.map { TensorSpecification($0.name, shape: $0.shape) }
  }

  /// Loads only parameters and running statistics, of a checkpoint or of a `state_dict` that PyTorch wrote in
  /// the safetensors format. All other queues must have finished.
  ///
  /// Throws `CheckpointMismatch` if names, shapes or types differ, and `SafetensorsError` if the file cannot
  /// be read or holds a number that is not finite. The model is unchanged then.
  package func loadParameters(path: String) throws {
    try set(CheckpointFile.parameterValues(path: path, expected: specifications))
  }
}
