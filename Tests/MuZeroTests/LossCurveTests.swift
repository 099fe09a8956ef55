import Conformance
import Device
import Foundation
import MuZero
import Networks
import Operations
import Safetensors
import TestSupport
import Testing

/// Fifty updates of a small model, recorded from PyTorch (`tools/record-curves`).
@Suite struct LossCurveTests {
  private static let name = "muzero_mlp/sgd"

  @Test func lossesAndParametersFollowPyTorch() throws {
    let file = try SafetensorsFile(
      path: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/curves.safetensors").path)
    let (attributes, tolerance) = try recorded(file)
    func tensor(_ name: String) throws -> SafetensorsTensor {
      try #require(file.tensors["\(Self.name)/\(name)"], "\(name)")
    }
    func number(_ name: String) throws -> Double { try #require(attributes[name]?.double, "\(name)") }
    func size(_ name: String) throws -> Int { Int(try number(name)) }

    let builder = ModelBuilder()
    let network = MuZeroNetwork(
      builder,
      MuZeroNetworkConfiguration(
        .perceptron(
          observation: try tensor("inputs/observation").shape[1], hidden: [try size("hidden")],
          encoding: try size("encoding")),
        actions: try size("actions"), actionEncoding: .oneHot, bins: try size("bins")))
    let loss = MuZeroLoss(
      network, unrollSteps: try size("unroll"), valueWeight: Float(try number("value_weight")))
    let device = try Devices.select(nil)
    let store = try ModelStore(builder, device: device)
    try store.initialize(seed: 0)
    try store.set(
      Dictionary(
        uniqueKeysWithValues: builder.tensors.map { ($0.name, try tensor("inputs/\($0.name)").floats()) }))
    let rule = Optimizer.Rule.descent(
      momentum: Float(try number("momentum")), weightDecay: Float(try number("weight_decay")))
    let step = try TrainingStep(
      loss.traced(batch: try tensor("inputs/observation").shape[0]), store: store,
      optimization: .init(rule), context: OperationContext(device: device))
    let queue = try device.makeQueue(profiling: false)
    for input in step.inputs {
      let values = try tensor("inputs/\(input.name)")
      if input.element == .int32 {
        try step.upload(values.integers(), to: input.name, queue: queue)
      } else {
        try step.upload(values.floats(), to: input.name, queue: queue)
      }
    }
    let expected = try tensor("losses").floats().map(Double.init)
    let losses = try expected.indices.map { index in
      try step.run(on: queue, step: UInt64(index), learningRate: try number("learning_rate"))
      return try step.executable.download("loss", queue: queue)[0]
    }
    #expect(losses.count == 50)
    expectClose(losses, expected, relative: tolerance, absolute: 0, "losses")
    try queue.finish()
    for (name, values) in try store.values() {
      let share = Comparison.compare(
        values.map(Double.init), try tensor("final/\(name)").floats().map(Double.init), tolerance: tolerance)
      guard case .share(let share) = share, share <= 1 else {
        Issue.record("\(name) has gone another way: \(share)")
        continue
      }
    }
  }

  /// The case's attributes and tolerance.
  private func recorded(_ file: SafetensorsFile) throws -> ([String: JSON], Double) {
    guard case .array(let cases) = try JSON(parsing: try #require(file.metadata["cases"]).utf8) else {
      throw SafetensorsError(file: file.name, reason: "its cases are no list")
    }
    for case .object(let members) in cases where members["name"] == .string(Self.name) {
      guard case .object(let attributes) = members["attributes"] else { break }
      return (attributes, try #require(members["tolerance"]?.double))
    }
    throw SafetensorsError(file: file.name, reason: "it has no case \(Self.name)")
  }
}
