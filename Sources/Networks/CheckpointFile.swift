import Common
import Foundation
import Safetensors

/// A checkpoint that was read, in the safetensors format: everything that a run needs to continue.
///
/// Tensors have PyTorch's names and layouts: parameters and running statistics (`….running_mean`,
/// `….running_var`) as in its `state_dict`, optimizer state as `optimizer.<slot>.<parameter>`. The metadata
/// has the entries `format`, `step`, `seed` and `random_state`, and the caller's own.
package struct CheckpointFile: Sendable {
  package static let format = "foresight-checkpoint-1"

  package let progress: TrainingProgress
  /// The expected tensors, and no others, by name: slices of the file, which is mapped into memory.
  package let tensors: [String: SafetensorsTensor]

  private enum Key: String, CaseIterable {
    case format
    case step
    case seed
    case randomState = "random_state"
  }

  /// Reads a checkpoint that must hold exactly the `expected` tensors.
  ///
  /// Throws `CheckpointMismatch` if it holds others, and `SafetensorsError` if it cannot be read or is not a
  /// checkpoint.
  package init(path: String, expected: [TensorSpecification]) throws {
    try self.init(SafetensorsFile(path: path), expected: expected)
  }

  /// Takes the `expected` tensors from `file`, which must hold exactly these. Throws as
  /// `init(path:expected:)`.
  package init(_ file: SafetensorsFile, expected: [TensorSpecification]) throws {
    progress = try Self.progress(file)
    tensors = try Self.take(expected, from: file.tensors, of: file)
  }

  /// Reads only the `expected` parameters and running statistics, of a checkpoint or of a `state_dict` that
  /// PyTorch wrote in the safetensors format. Optimizer state, metadata, and PyTorch's counts of batches for
  /// batch normalization are ignored.
  ///
  /// Throws `CheckpointMismatch` if tensors are missing or left over, and `SafetensorsError` if the file
  /// cannot be read.
  package static func parameters(path: String, expected: [TensorSpecification]) throws
    -> [String: SafetensorsTensor]
  {
    let file = try SafetensorsFile(path: path)
    let tensors = file.tensors.filter { name, _ in
      !name.hasPrefix(OptimizerSlot.prefix) && !name.hasSuffix("num_batches_tracked")
    }
    return try take(expected, from: tensors, of: file)
  }

  /// The metadata entry of a checkpoint under a name; nil if there is none.
  ///
  /// Throws `SafetensorsError` if the file cannot be read.
  package static func metadata(_ name: String, path: String) throws -> String? {
    try SafetensorsFile(path: path).metadata[name]
  }

  /// The values of the tensors that `parameters` reads. Throws as it does, and if a number is not finite.
  package static func parameterValues(path: String, expected: [TensorSpecification]) throws
    -> [String: [Float]]
  {
    try finiteValues(of: parameters(path: path, expected: expected), in: path)
  }

  /// The values of F32 tensors. Throws `SafetensorsError` if one is not finite.
  static func finiteValues(of tensors: [String: SafetensorsTensor], in file: String) throws(SafetensorsError)
    -> [String: [Float]]
  {
    let values = tensors.mapValues { $0.floats() }
    let faulty = values.filter { !$0.value.allSatisfy(\.isFinite) }.keys.min()
    if let faulty {
      throw SafetensorsError(
        file: file,
        reason:
          "\(faulty.quoted) holds a number that is not finite, so training had diverged; choose another checkpoint"
      )
    }
    return values
  }

  /// Writes a checkpoint. The file at `path` is replaced as a whole or not at all. `content` is called for
  /// one tensor after the other, and returns its elements in row-major, little-endian order.
  ///
  /// Throws `SafetensorsError` if the file cannot be written, and the errors of `content`.
  package static func write(
    to path: String, _ tensors: [TensorSpecification], progress: TrainingProgress,
    content: @escaping (TensorSpecification) throws -> Data
  ) throws {
    for name in progress.metadata.keys {
      precondition(Key(rawValue: name) == nil, "the checkpoint has its own metadata under the name \(name)")
    }
    let own: [Key: String] = [
      .format: format, .step: "\(progress.step)", .seed: "\(progress.seed)",
      .randomState: progress.randomState,
    ]
    var writer = SafetensorsWriter(
      metadata: own.reduce(into: progress.metadata) { $0[$1.key.rawValue] = $1.value })
    for tensor in tensors {
      writer.add(tensor.name, shape: tensor.shape, type: tensor.type) { try content(tensor) }
    }
    try writer.write(to: path)
  }

  private static func take(
    _ expected: [TensorSpecification], from tensors: [String: SafetensorsTensor], of file: SafetensorsFile
  ) throws(CheckpointMismatch) -> [String: SafetensorsTensor] {
    precondition(Set(expected.map(\.name)).count == expected.count, "two expected tensors have the same name")
    if let mismatch = CheckpointMismatch(file: file.name, expected: expected, tensors: tensors) {
      throw mismatch
    }
    return tensors
  }

  private static func progress(_ file: SafetensorsFile) throws(SafetensorsError) -> TrainingProgress {
    guard let found = file.metadata[Key.format.rawValue], found.hasPrefix("foresight-checkpoint-") else {
      throw SafetensorsError(
        file: file.name,
        reason: "this is no checkpoint of a run; choose another, or load its parameters alone")
    }
    guard found == format else {
      throw SafetensorsError(
        file: file.name,
        reason:
          "its format is \(found.quoted), but this version reads \(format); use the version that wrote it")
    }
    func entry<Value>(_ key: Key, _ value: (String) -> Value?) throws(SafetensorsError) -> Value {
      guard let text = file.metadata[key.rawValue], let value = value(text) else {
        throw .damaged(file.name, "its metadata has no valid \(key.rawValue)")
      }
      return value
    }
    return try TrainingProgress(
      step: entry(.step) { Int($0).flatMap { $0 >= 0 ? $0 : nil } }, seed: entry(.seed) { UInt64($0) },
      randomState: entry(.randomState) { $0 },
      metadata: file.metadata.filter { Key(rawValue: $0.key) == nil })
  }
}
