import Device
import Foundation
import Networks
import Operations
import PlaNet
import Safetensors
import TestSupport
import Testing

/// PlaNet's case of `Tests/Fixtures/curves.safetensors`; `tools/record-curves` tells what is in it.
private struct Curve {
  let name: String
  let file: SafetensorsFile
  let attributes: [String: JSON]
  let tolerance: Double

  init() throws {
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures")
    file = try SafetensorsFile(path: fixtures.appending(path: "curves.safetensors").path)
    guard case .array(let cases) = try JSON(parsing: file.metadata["cases"]!.utf8) else {
      fatalError("no list")
    }
    for case .object(let members) in cases where members["op"] == .string("planet_loss") {
      guard case .object(let attributes) = members["attributes"], case .string(let name) = members["name"]
      else { break }
      (self.name, self.attributes, tolerance) = (name, attributes, members["tolerance"]!.double!)
      return
    }
    throw SafetensorsError(file: file.name, reason: "it has no case of PlaNet")
  }

  func number(_ name: String) -> Double { attributes[name]!.double! }

  /// The tensors of a group, by name.
  func tensors(_ group: String) -> [String: SafetensorsTensor] {
    let prefix = "\(name)/\(group)/"
    return file.tensors.reduce(into: [:]) { result, entry in
      if entry.key.hasPrefix(prefix) { result[String(entry.key.dropFirst(prefix.count))] = entry.value }
    }
  }

  var configuration: PlaNetConfiguration {
    var result = PlaNetConfiguration(actionSize: tensors("inputs")["previous_action"]!.shape[2])
    result.depth = Int(number("depth"))
    result.beliefSize = Int(number("belief"))
    result.stateSize = Int(number("state"))
    result.hiddenSize = Int(number("hidden"))
    result.freeNats = Float(number("free_nats"))
    result.minimumDeviation = Float(number("min_std"))
    result.rewardScale = Float(number("reward_scale"))
    result.divergenceScale = Float(number("kl_scale"))
    return result
  }
}

/// ‖a − b‖ / ‖b‖.
private func distance(_ a: [Float], _ b: [Float]) -> Double {
  let difference = zip(a, b).map { Double($0 - $1) }
  return (dotProduct(difference, difference) / dotProduct(b.map(Double.init), b.map(Double.init)))
    .squareRoot()
}

@Test(arguments: [KernelVariant.vector, .group]) func lossFollowsThePyTorchCurve(variant: KernelVariant)
  throws
{
  let curve = try Curve()
  let inputs = curve.tensors("inputs")
  let losses = curve.file.tensors["\(curve.name)/losses"]!.floats()
  let shape = inputs["reward"]!.shape
  let bench = try PlaNetBench(curve.configuration, variant: variant)
  let parameters = bench.store.tensors.map(\.name)
  try bench.store.set(
    Dictionary(uniqueKeysWithValues: parameters.map { ($0, inputs[$0]!.floats()) }))
  let step = try TrainingStep(
    PlaNetLoss(bench.network, length: shape[0], sequences: shape[1], noise: .given).traced(),
    store: bench.store,
    optimization: .init(
      .adam(
        beta1: Float(curve.number("beta1")), beta2: Float(curve.number("beta2")),
        epsilon: Float(curve.number("epsilon")), weightDecay: 0, decoupled: false),
      maximumNorm: Float(curve.number("clip_global_norm"))), context: bench.context)
  let images = [UInt8](inputs["observation"]!.bytes).map { Float($0) / 256 - 0.5 }
  try step.upload(images, to: "observation", queue: bench.queue)
  for name in ["previous_action", "reward"] {
    try step.upload(inputs[name]!.floats(), to: name, queue: bench.queue)
  }
  let noise = inputs["noise"]!.floats()
  let draws = noise.count / losses.count
  #expect(losses.count == 50)
  for (number, expected) in losses.enumerated() {
    try step.upload(
      Array(noise[number * draws..<(number + 1) * draws]), to: "noise", queue: bench.queue)
    try step.run(on: bench.queue, step: UInt64(number), learningRate: curve.number("learning_rate"))
    let loss = try step.executable.download("loss", queue: bench.queue)[0]
    #expect(
      abs(Double(loss - expected)) <= curve.tolerance * Double(abs(expected)),
      "step \(number): \(loss), expected \(expected)")
  }
  try bench.queue.finish()
  let values = try bench.store.values()
  for (name, expected) in curve.tensors("final") {
    let distance = distance(values[name]!, expected.floats())
    #expect(distance <= curve.tolerance, "\(name): \(distance)")
  }
}
