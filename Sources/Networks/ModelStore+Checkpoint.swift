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
  /// Throws `CheckpointMismatch` where names, shapes or types differ, and `SafetensorsError` where the file cannot be
  /// read or holds a number that is not finite; the model then stays as it was.
  public func loadParameters(path: String) throws {
    try set(CheckpointFile.parameterValues(path: path, expected: specifications))
  }

  /// Writes parameters and running statistics in the safetensors format, as PyTorch names and lays them out; the file at
  /// `path` is replaced as a whole or not at all. All other queues must have finished.
  ///
  /// Throws `SafetensorsError` where the file cannot be written.
  public func saveParameters(path: String) throws {
    let values = try values()
    var writer = SafetensorsWriter()
    for tensor in specifications {
      writer.add(tensor.name, SafetensorsTensor(values[tensor.name]!, shape: tensor.shape))
    }
    try writer.write(to: path)
  }
}
