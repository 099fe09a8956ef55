import Device
import Foundation
import Operations
import Tensors
import TestSupport
import Testing

private let epsilon = 1e-3
private let variants = [KernelVariant.vector, .group]

private func transform(_ x: Double) -> Double {
  (x < 0 ? -1 : 1) * ((abs(x) + 1).squareRoot() - 1) + epsilon * x
}

/// The inverse by bisection: independent of any formula for it.
private func inverseTransform(_ x: Double) -> Double {
  var (low, high) = (0.0, 1e6)
  for _ in 0..<200 {
    let middle = (low + high) / 2
    if transform(middle) < abs(x) { low = middle } else { high = middle }
  }
  return x < 0 ? -low : low
}

private func twoHot(_ x: Double, bins: Int) -> [Double] {
  let half = Double(bins / 2)
  let t = min(max(transform(x), -half), half)
  return (0..<bins).map { max(0, 1 - abs(Double($0) - half - t)) }
}

private func softmax(_ logits: [Double]) -> [Double] {
  let high = logits.max()!
  let exponentials = logits.map { exp($0 - high) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}

private func scalar(_ logits: [Double]) -> Double {
  inverseTransform(softmax(logits).enumerated().map { $1 * Double($0 - logits.count / 2) }.reduce(0, +))
}

private let scalars: [Float] = [
  0, 1, -1, 1e-4, -1e-4, 1e-7, 3, -7.5, 299, -300, 2e4, -2e4, 9e4, -9e4, 1e30, -1e30, 0.5,
]

@Test(arguments: variants)
func supportTransformsMatchReferences(variant: KernelVariant) throws {
  let device = try Devices.select("cpu")
  for count in [1, 17, 4099] {
    let values = (0..<count).map { scalars[$0 % 14] }
    let forward = try OperationRun(
      "support_transform", inputs: ["input": ([count], values)], variant: variant, device: device)
    expectClose(
      forward.outputs["output"]!, values.map { transform(Double($0)) }, relative: 1e-6, absolute: 1e-30)
  }
  var numbers = SeededGenerator(seed: 5)
  let values = numbers.floats(40, in: -300...300) + numbers.floats(40, in: -0.01...0.01)
  let inverse = try OperationRun(
    "support_inverse_transform", inputs: ["input": ([8, 10], values)], variant: variant, device: device)
  expectClose(
    inverse.outputs["output"]!, values.map { inverseTransform(Double($0)) }, relative: 2e-6, absolute: 1e-30)
}

@Test(arguments: variants)
func supportTransformsOfTheInfinite(variant: KernelVariant) throws {
  for operation in ["support_transform", "support_inverse_transform"] {
    let output = try OperationRun(
      operation, inputs: ["input": ([3], [.infinity, -.infinity, .nan])], variant: variant,
      device: Devices.select("cpu")
    ).outputs["output"]!
    #expect(output[0] == .infinity && output[1] == -.infinity && output[2].isNaN)
  }
}

@Test(arguments: [1, 3, 21, 41, 601], variants)
func twoHotMatchesReference(bins: Int, variant: KernelVariant) throws {
  let probability = try OperationRun(
    "scalar_to_support", attributes: ["bins": .number(Double(bins))],
    inputs: ["input": ([scalars.count], scalars)], variant: variant, device: Devices.select("cpu")
  ).outputs["output"]!
  // The share between two bins of a transform near 300 has that number's rounding.
  expectClose(probability, scalars.flatMap { twoHot(Double($0), bins: bins) }, absolute: 2e-5)
}

@Test(arguments: variants)
func scalarsThatAreNoNumbersStayInTheirRow(variant: KernelVariant) throws {
  let bins = 21
  let output = try OperationRun(
    "scalar_to_support", attributes: ["bins": .number(Double(bins))],
    inputs: ["input": ([4], [.nan, .infinity, -.infinity, 0])], variant: variant,
    device: Devices.select("cpu")
  ).outputs["output"]!
  #expect(output[0].isNaN)
  #expect(output[(2 * bins - 1)] == 1 && output[2 * bins] == 1 && output[3 * bins + bins / 2] == 1)
  #expect(output[bins...].reduce(0, +) == 3)
  let losses = try OperationRun(
    "categorical_value_loss", attributes: ["bins": .number(Double(bins))],
    inputs: [
      "logits": ([4, bins], .init(repeating: 0, count: 4 * bins)),
      "target": ([4], [.nan, .infinity, -.infinity, 0]),
      "weight": ([4], [1, 1, 1, 1]),
    ], variant: variant, device: Devices.select("cpu")
  ).outputs["output"]!
  #expect(losses[0].isNaN)
  expectClose(Array(losses[1...]), .init(repeating: log(Double(bins)), count: 3))
}

@Test(arguments: [[1, 1], [5, 3], [3, 16 + 1], [2, 3, 41], [37, 601]], variants)
func supportToScalarMatchesReference(shape: [Int], variant: KernelVariant) throws {
  let bins = shape.last!
  let rows = shape.product / bins
  var numbers = SeededGenerator(seed: 6)
  let logits = numbers.floats(rows * bins, in: -4...4)
  let cotangent = numbers.floats(rows)
  let run = try OperationRun(
    "support_to_scalar", attributes: ["bins": .number(Double(bins)), "epsilon": .number(epsilon)],
    inputs: ["logits": (shape, logits)], cotangents: ["output": cotangent], differentiated: ["logits"],
    variant: variant, device: Devices.select("cpu"))
  var (output, gradient): ([Double], [Double]) = ([], [])
  for row in 0..<rows {
    let x = logits[row * bins..<(row + 1) * bins].map(Double.init)
    output.append(scalar(x))
    let p = softmax(x)
    let expectation = p.enumerated().map { $1 * Double($0 - bins / 2) }.reduce(0, +)
    let slope = numericalGradient(at: [expectation]) { inverseTransform($0[0]) }[0]
    gradient += p.enumerated().map { i, p in
      Double(cotangent[row]) * slope * p * (Double(i - bins / 2) - expectation)
    }
  }
  // The expectation is a sum of numbers up to bins / 2 that cancel.
  expectClose(run.outputs["output"]!, output, relative: 2e-5, absolute: 1e-6 * Double(bins))
  expectClose(run.gradients["logits"]!, gradient, relative: 2e-5, absolute: 1e-6)
}

@Test(arguments: variants)
func supportToScalarGradientAgreesWithDifferences(variant: KernelVariant) throws {
  let logits: [Float] = [0.3, -1, 2, 0.1, 0.7, -0.4, 1.5]
  let run = try OperationRun(
    "support_to_scalar", inputs: ["logits": ([7], logits)], cotangents: ["output": [1]],
    differentiated: ["logits"], variant: variant, device: Devices.select("cpu"))
  expectClose(
    run.gradients["logits"]!, numericalGradient(at: logits.map(Double.init), of: scalar), relative: 1e-5)
}

@Test(arguments: [[1, 1], [5, 3], [3, 17], [2, 3, 41], [37, 601]], variants)
func categoricalValueLossMatchesReference(shape: [Int], variant: KernelVariant) throws {
  let bins = shape.last!
  let rows = shape.product / bins
  var numbers = SeededGenerator(seed: 7)
  let logits = numbers.floats(rows * bins, in: -6...6)
  let target = (0..<rows).map { scalars[$0 % scalars.count] }
  let weight = numbers.floats(rows, in: 0...2)
  let cotangent = numbers.floats(rows)
  let run = try OperationRun(
    "categorical_value_loss", attributes: ["bins": .number(Double(bins)), "epsilon": .number(epsilon)],
    inputs: [
      "logits": (shape, logits), "target": (shape.dropLast(), target), "weight": (shape.dropLast(), weight),
    ], cotangents: ["output": cotangent], differentiated: ["logits"], variant: variant,
    device: Devices.select("cpu"))
  var (output, gradient): ([Double], [Double]) = ([], [])
  for row in 0..<rows {
    let p = softmax(logits[row * bins..<(row + 1) * bins].map(Double.init))
    let hot = twoHot(Double(target[row]), bins: bins)
    output.append(-Double(weight[row]) * zip(hot, p).map { $0 == 0 ? 0 : $0 * log($1) }.reduce(0, +))
    gradient += zip(p, hot).map { Double(weight[row] * cotangent[row]) * ($0 - $1) }
  }
  // Shares between bins have the rounding of a transform near 300.
  expectClose(run.outputs["output"]!, output, relative: 5e-5, absolute: 2e-5)
  expectClose(run.gradients["logits"]!, gradient, relative: 2e-5, absolute: 5e-5)

  // The loss with its gradient for a cotangent of 1, in the logits' place.
  let bench = try Bench(variant)
  let place = try bench.array(logits, shape), loss = try bench.unwritten(shape.dropLast())
  try bench.run(
    Categorical.valueLossWithGradient(
      logits: place, target: bench.array(target, shape.dropLast()),
      weight: bench.array(weight, shape.dropLast()), output: loss, logitsGradient: place,
      epsilon: Float(epsilon), context: bench.context))
  expectClose(try bench.values(loss), output, relative: 5e-5, absolute: 2e-5)
  let unit = gradient.enumerated().map { $1 / Double(cotangent[$0 / bins]) }
  expectClose(try bench.values(place), unit, relative: 2e-5, absolute: 5e-5)
}

@Test func categoricalRefusesWhatDoesNotFit() throws {
  let device = try Devices.select("cpu")
  #expect(throws: OperationError.self) {
    try OperationRun(
      "scalar_to_support", attributes: ["bins": .number(20)], inputs: ["input": ([1], [1])], device: device)
  }
  #expect(throws: OperationError.self) {
    try OperationRun(
      "support_to_scalar", attributes: ["bins": .number(5)], inputs: ["logits": ([3], [1, 2, 3])],
      device: device)
  }
  #expect(throws: OperationError.self) {
    try OperationRun(
      "categorical_value_loss",
      inputs: ["logits": ([1, 3], [1, 2, 3]), "target": ([2], [1, 2]), "weight": ([1], [1])], device: device)
  }
}
