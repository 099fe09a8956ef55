import Common
import Networks
import Operations
import Safetensors

/// Checks whether a case fits the inputs and outputs of its model.
struct ModelCaseFit {
  private let conformanceCase: ConformanceCase
  private let parameters: [ModelTensor]
  private let names: Set<String>
  private let unused: Set<String>

  init(_ conformanceCase: ConformanceCase, _ model: ModelCase) {
    self.conformanceCase = conformanceCase
    parameters = model.builder.tensors.filter(\.isParameter)
    names = Set(parameters.map(\.name))
    unused = model.unused
  }

  /// The parameters' values; only valid if there are no mismatches.
  var parameterValues: [String: [Float]] {
    Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, conformanceCase.inputs[$0.name]!.floats()) })
  }

  /// The parameters' mismatches as a sentence; nil if there are none.
  var parameterMismatch: String? {
    let unknown = conformanceCase.gradients.keys.filter { !names.contains($0) }.sorted()
    return Self.sentence(
      parameters.compactMap { mismatch($0.name, shape: $0.shape, type: .float32) }
        + unknown.map { "the model has no parameter \($0.quoted)" })
  }

  /// The mismatches of the batch, the outputs and the cotangents as a sentence; nil if there are none.
  func mismatch(_ traced: TracedLoss) -> String? {
    let known = names.union(traced.inputs.map(\.name)).union(unused)
    let unknown = conformanceCase.inputs.keys.filter { !known.contains($0) }.sorted()
    return Self.sentence(
      traced.inputs.compactMap { mismatch($0.name, shape: $0.shape, type: $0.element) }
        + unknown.map { "the model has no input \($0.quoted)" }
        + conformanceCase.outputs.sorted { $0.key < $1.key }.compactMap { outputMismatch($0, $1, traced) }
        + conformanceCase.cotangents.sorted { $0.key < $1.key }.compactMap { cotangentMismatch($0, $1) })
  }

  private static func sentence(_ mismatches: [String]) -> String? {
    mismatches.count < 2
      ? mismatches.first : "\(mismatches[0]); \(mismatches.count - 1) more of its tensors do not fit"
  }

  private func mismatch(_ name: String, shape: [Int], type: ElementType) -> String? {
    guard let input = conformanceCase.inputs[name] else { return "the input \(name.quoted) is missing" }
    if input.shape != shape {
      return "the input \(name.quoted) has shape \(input.shape), but must have \(shape)"
    }
    if ElementType(input.type) != type {
      return
        "the input \(name.quoted) holds \(ElementType(input.type).rawValue), but must hold \(type.rawValue)"
    }
    return nil
  }

  private func outputMismatch(_ name: String, _ expected: SafetensorsTensor, _ traced: TracedLoss) -> String?
  {
    guard let output = name == "loss" ? traced.loss : traced.outputs[name] else {
      return "the model has no output \(name.quoted)"
    }
    if output.shape != expected.shape {
      return "the output \(name.quoted) has shape \(output.shape), expected \(expected.shape)"
    }
    return expected.type == .float32 ? nil : "the output \(name.quoted) is not F32"
  }

  /// A training step starts from the loss with the cotangent 1.
  private func cotangentMismatch(_ name: String, _ cotangent: SafetensorsTensor) -> String? {
    name == "loss" && cotangent.floats() == [1]
      ? nil : "the cotangent \(name.quoted) is not that of a loss, which is 1"
  }
}
