import Device
import Foundation
import Operations
import Tensors
import TestSupport
import Testing

private let variants = [KernelVariant.vector, .group]

/// KL of one dimension, by the textbook's formula.
private func divergence(_ v: [Double]) -> Double {
  log(v[3] / v[1]) + (v[1] * v[1] + (v[0] - v[2]) * (v[0] - v[2])) / (2 * v[3] * v[3]) - 0.5
}

@Test(arguments: [[1], [1, 1], [5, 16], [7, 17], [2, 3, 30], [131, 3], [2, 401]], variants)
func gaussianDivergenceMatchesReference(shape: [Int], variant: KernelVariant) throws {
  let count = shape.product
  let columns = shape.last!
  let names = ["posterior_mean", "posterior_std", "prior_mean", "prior_std"]
  var numbers = SeededGenerator(seed: 11)
  let values = names.map { numbers.floats(count, in: $0.hasSuffix("std") ? 0.1...2 : -2...2) }
  let cotangent = numbers.floats(count / columns)
  let run = try OperationRun(
    "gaussian_kl",
    inputs: Dictionary(uniqueKeysWithValues: zip(names, values.map { (shape: shape, values: $0) })),
    cotangents: ["output": cotangent], differentiated: Set(names), variant: variant,
    device: Devices.select("cpu"))
  var output = [Double](repeating: 0, count: count / columns)
  var gradients = [[Double]](repeating: [], count: 4)
  for i in 0..<count {
    let point = values.map { Double($0[i]) }
    output[i / columns] += divergence(point)
    let gradient = numericalGradient(at: point, of: divergence)
    for k in 0..<4 { gradients[k].append(gradient[k] * Double(cotangent[i / columns])) }
  }
  expectClose(run.outputs["output"]!, output)
  for (name, gradient) in zip(names, gradients) {
    // The differences' own error.
    expectClose(run.gradients[name]!, gradient, relative: 2e-5, absolute: 2e-5, name)
  }
}

@Test(arguments: variants)
func gaussianDivergenceNearZeroKeepsItsDigits(variant: KernelVariant) throws {
  let shift: Float = 1.0 / 1024
  let run = try OperationRun(
    "gaussian_kl",
    inputs: [
      "posterior_mean": ([1], [shift]), "posterior_std": ([1], [1]), "prior_mean": ([1], [0]),
      "prior_std": ([1], [1]),
    ], variant: variant, device: Devices.select("cpu"))
  #expect(run.outputs["output"]! == [shift * shift / 2])
}

@Test(arguments: [[1], [5, 7], [4099], [3, 1]], variants)
func gaussianSampleMatchesReference(shape: [Int], variant: KernelVariant) throws {
  var numbers = SeededGenerator(seed: 12)
  let values = (0..<4).map { _ in numbers.floats(shape.product) }
  let run = try OperationRun(
    "gaussian_sample",
    inputs: ["mean": (shape, values[0]), "std": (shape, values[1]), "noise": (shape, values[2])],
    cotangents: ["output": values[3]], differentiated: ["mean", "std"], variant: variant,
    device: Devices.select("cpu"))
  let indices = values[0].indices
  expectClose(
    run.outputs["output"]!,
    indices.map { Double(values[0][$0]) + Double(values[1][$0]) * Double(values[2][$0]) })
  expectClose(run.gradients["mean"]!, values[3].map(Double.init))
  expectClose(run.gradients["std"]!, indices.map { Double(values[3][$0]) * Double(values[2][$0]) })
}

@Test(arguments: [[1, 2], [5, 14], [7, 34], [2, 3, 60], [2, 802]], variants)
func gaussianHeadMatchesReference(shape: [Int], variant: KernelVariant) throws {
  for draws in [true, false] { try checkHead(shape, variant, draws: draws) }
}

private func checkHead(_ shape: [Int], _ variant: KernelVariant, draws: Bool) throws {
  let columns = shape.last! / 2
  let part = Array(shape.dropLast()) + [columns]
  var numbers = SeededGenerator(seed: 13)
  let parameters = numbers.floats(shape.product, in: -9...9)
  let noise = numbers.floats(part.product)
  let names = ["mean", "std"] + (draws ? ["sample"] : [])
  let cotangents = names.map { _ in numbers.floats(part.product) }
  var inputs = ["parameters": (shape: shape, values: parameters)]
  if draws { inputs["noise"] = (part, noise) }
  let run = try OperationRun(
    "gaussian_head", attributes: ["minimum": .number(0.125)], inputs: inputs,
    cotangents: Dictionary(uniqueKeysWithValues: zip(names, cotangents)), differentiated: ["parameters"],
    variant: variant, device: Devices.select("cpu"))
  var expected = [[Double]](repeating: [], count: 3)
  var gradient = parameters.map(Double.init)
  for i in noise.indices {
    let at = i / columns * 2 * columns + i % columns
    let (mean, raw) = (Double(parameters[at]), Double(parameters[at + columns]))
    let deviation = log1p(exp(raw)) + 0.125
    for (k, value) in [mean, deviation, mean + deviation * Double(noise[i])].enumerated() {
      expected[k].append(value)
    }
    let sample = draws ? Double(cotangents[2][i]) : 0
    gradient[at] = Double(cotangents[0][i]) + sample
    gradient[at + columns] = (Double(cotangents[1][i]) + sample * Double(noise[i])) / (1 + exp(-raw))
  }
  for (name, values) in zip(names, expected) { expectClose(run.outputs[name]!, values, name) }
  expectClose(run.gradients["parameters"]!, gradient)
}

@Test func gaussianRefusesDifferentShapes() throws {
  #expect(throws: OperationError.self) {
    try OperationRun(
      "gaussian_sample", inputs: ["mean": ([2], [1, 2]), "std": ([1], [1]), "noise": ([2], [1, 2])],
      device: Devices.select("cpu"))
  }
}
