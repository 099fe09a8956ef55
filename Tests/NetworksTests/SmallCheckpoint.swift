import Foundation
import Networks
import Safetensors
import TestSupport

/// A layer, a normalization's running statistics and Adam's state for the layer, with seeded values.
struct SmallCheckpoint {
  let parameters = [
    TensorSpecification("dynamics.0.weight", shape: [2, 3]),
    TensorSpecification("dynamics.0.bias", shape: [2]),
    TensorSpecification("norm.running_mean", shape: [2]), TensorSpecification("norm.running_var", shape: [2]),
  ]
  let progress = TrainingProgress(
    step: 1000, seed: .max, randomState: "philox 7\n\"a\"", metadata: ["configuration": "{\"game\": \"ü\"}"])
  let tensors: [String: SafetensorsTensor]

  init() {
    var generator = SeededGenerator(seed: 1)
    var tensors: [String: SafetensorsTensor] = [:]
    for specification in Self.specifications(parameters) {
      let values = generator.floats(specification.shape.reduce(1, *))
      tensors[specification.name] = SafetensorsTensor(values, shape: specification.shape)
    }
    self.tensors = tensors
  }

  var specifications: [TensorSpecification] { Self.specifications(parameters) }

  private static func specifications(_ parameters: [TensorSpecification]) -> [TensorSpecification] {
    parameters + [.firstMoment, .secondMoment].flatMap { slot in parameters[..<2].map { $0.state(slot) } }
  }

  func write(to path: String) throws {
    try CheckpointFile.write(to: path, specifications, progress: progress) { tensors[$0.name]!.bytes }
  }
}
