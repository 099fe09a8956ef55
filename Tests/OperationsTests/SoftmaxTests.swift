import Device
import Foundation
import Operations
import Tensors
import TestSupport
import Testing

private let shapes: [[Int]] = [
  [1], [1, 1], [7, 1], [3, 2], [35, 3], [50, 16], [40, 17], [5, 601], [2, 3, 64], [129, 31], [1, 4099],
]

/// Splits values into rows of doubles.
private func rows(_ values: [Float], _ columns: Int) -> [[Double]] {
  stride(from: 0, to: values.count, by: columns).map { values[$0..<($0 + columns)].map(Double.init) }
}

private func softmax(_ row: [Double]) -> [Double] {
  let maximum = row.max()!
  let exponentials = row.map { exp($0 - maximum) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}

@Test(arguments: shapes, [KernelVariant.vector, .group])
func softmaxMatchesReference(shape: [Int], variant: KernelVariant) throws {
  var numbers = SeededGenerator(seed: 5)
  let values = numbers.floats(shape.product, in: -12...12), cotangent = numbers.floats(shape.product)
  for name in ["softmax", "log_softmax"] {
    let run = try OperationRun(
      name, inputs: ["input": (shape, values)], cotangents: ["output": cotangent], differentiated: ["input"],
      variant: variant, device: Devices.select())
    var output: [Double] = []
    var gradient: [Double] = []
    for (x, dy) in zip(rows(values, shape.last!), rows(cotangent, shape.last!)) {
      let p = softmax(x)
      if name == "softmax" {
        let mean = zip(p, dy).reduce(0) { $0 + $1.0 * $1.1 }
        output += p
        gradient += zip(p, dy).map { $0 * ($1 - mean) }
      } else {
        let sum = dy.reduce(0, +)
        output += p.map { log($0) }
        gradient += zip(p, dy).map { $1 - $0 * sum }
      }
    }
    expectClose(run.outputs["output"]!, output, relative: 3e-6, absolute: 1e-7, "\(name) output")
    expectClose(run.gradients["input"]!, gradient, relative: 1e-5, absolute: 1e-6, "\(name) gradient")
  }
}

@Test(arguments: shapes, [KernelVariant.vector, .group])
func crossEntropyMatchesReference(shape: [Int], variant: KernelVariant) throws {
  var numbers = SeededGenerator(seed: 6)
  let columns = shape.last!, leading = Array(shape.dropLast())
  let logits = numbers.floats(shape.product, in: -9...9), target = numbers.floats(shape.product, in: 0...1)
  let weight = numbers.floats(leading.product, in: 0...2), cotangent = numbers.floats(leading.product)
  func losses(_ logits: [Double]) -> Double {
    var loss = 0.0
    for row in 0..<leading.product {
      let range = row * columns..<(row + 1) * columns
      let p = softmax(Array(logits[range]))
      let terms = zip(target[range], p).map { -Double($0) * log($1) }
      loss += terms.reduce(0, +) * Double(weight[row]) * Double(cotangent[row])
    }
    return loss
  }
  let run = try OperationRun(
    "softmax_cross_entropy",
    inputs: ["logits": (shape, logits), "target": (shape, target), "weight": (leading, weight)],
    cotangents: ["output": cotangent], differentiated: ["logits"], variant: variant,
    device: Devices.select())
  var output: [Double] = []
  var gradient: [Double] = []
  for (row, (x, t)) in zip(rows(logits, columns), rows(target, columns)).enumerated() {
    let p = softmax(x), sum = t.reduce(0, +)
    output.append(Double(weight[row]) * zip(p, t).reduce(0) { $0 - $1.1 * log($1.0) })
    gradient += zip(p, t).map { Double(weight[row]) * Double(cotangent[row]) * ($0 * sum - $1) }
  }
  expectClose(run.outputs["output"]!, output, relative: 3e-6, absolute: 1e-6, "output")
  expectClose(run.gradients["logits"]!, gradient, relative: 1e-5, absolute: 3e-5, "gradient")
  // The formula itself, by finite differences along a random direction.
  let direction = numbers.floats(shape.product).map(Double.init)
  let step = 1e-4
  let difference =
    (losses(zip(logits, direction).map { Double($0) + step * $1 })
      - losses(zip(logits, direction).map { Double($0) - step * $1 })) / (2 * step)
  let directional = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
  #expect(abs(difference - directional) < 1e-5 * (1 + abs(directional)))
}

@Test(arguments: [KernelVariant.vector, .group])
func softmaxOfExtremesAndNotANumber(variant: KernelVariant) throws {
  let values: [Float] = [1e30, -1e30, 0, -.infinity, 5, 5, 1, .nan, 1]
  let run = try OperationRun(
    "softmax", inputs: ["input": ([3, 3], values)], variant: variant, device: Devices.select())
  let output = run.outputs["output"]!
  #expect(Array(output.prefix(6)) == [1, 0, 0, 0, 0.5, 0.5])
  #expect(output.suffix(3).filter { !$0.isNaN } == [])
}

@Test(arguments: [5, 37], [KernelVariant.vector, .group])
func aRowsSoftmaxDoesNotDependOnTheOthers(columns: Int, variant: KernelVariant) throws {
  var numbers = SeededGenerator(seed: 7)
  let values = numbers.floats(50 * columns, in: -5...5)
  func run(_ values: [Float]) throws -> [Float] {
    try OperationRun(
      "softmax", inputs: ["input": ([values.count / columns, columns], values)], variant: variant,
      device: Devices.select()
    ).outputs["output"]!
  }
  #expect(try run(values).suffix(columns) == run(values.suffix(columns))[...])
}

/// The gradient in the logits' place is the one beside them, also where a logit is infinite.
@Test(arguments: shapes, [KernelVariant.vector, .group])
func crossEntropysGradientMayTakeTheLogitsPlace(shape: [Int], variant: KernelVariant) throws {
  var numbers = SeededGenerator(seed: 8)
  let columns = shape.last!, leading = Array(shape.dropLast())
  let logits = numbers.floats(shape.product, in: -9...9)
  // Some targets are 0, one of them where the logit is infinite.
  let target = numbers.floats(shape.product, in: 0...1).enumerated().map { $0 % 3 == 1 ? 0 : $1 }
  let weight = numbers.floats(leading.product, in: 0...2)
  let run = try OperationRun(
    "softmax_cross_entropy",
    inputs: ["logits": (shape, logits), "target": (shape, target), "weight": (leading, weight)],
    cotangents: ["output": [Float](repeating: 1, count: leading.product)], differentiated: ["logits"],
    variant: variant, device: Devices.select())
  let bench = try Bench(variant)
  var masked = logits
  if columns > 1 { masked[1] = -.infinity }
  for (values, isMasked) in [(logits, false), (masked, true)] {
    let place = try bench.array(values, shape)
    let loss = try bench.unwritten(leading)
    try bench.run(
      Softmax.crossEntropyWithGradient(
        logits: place, target: bench.array(target, shape), weight: bench.array(weight, leading), loss: loss,
        logitsGradient: place, context: bench.context))
    if isMasked {
      #expect(try bench.values(loss).allSatisfy(\.isFinite))
    } else {
      expectClose(
        try bench.values(loss), run.outputs["output"]!.map(Double.init), relative: 1e-6, absolute: 1e-6)
      expectClose(
        try bench.values(place), run.gradients["logits"]!.map(Double.init), relative: 3e-6, absolute: 1e-6)
    }
  }
}
