import Device
import Operations
import Tensors
import TestSupport
import Testing

/// Output and input gradient of one row in the host's order, as PyTorch differentiates it: ties go to the first.
private func reference(_ row: [Float], cotangent: [Float], epsilon: Double) -> ([Double], [Double]) {
  let (x, dy) = (row.map(Double.init), cotangent.map(Double.init))
  let (low, high) = (x.min()!, x.max()!)
  let range = max(high - low, epsilon)
  var gradient = dy.map { $0 / range }
  var lowGradient = -dy.reduce(0, +) / range
  if high - low >= epsilon {
    let rangeGradient = -dotProduct(dy, x.map { $0 - low }) / (range * range)
    gradient[x.firstIndex(of: high)!] += rangeGradient
    lowGradient -= rangeGradient
  }
  gradient[x.firstIndex(of: low)!] += lowGradient
  return (x.map { ($0 - low) / range }, gradient)
}

private func check(_ shape: [Int], _ input: [Float], variant: KernelVariant) throws {
  var numbers = SeededGenerator(seed: 8)
  let cotangent = numbers.floats(input.count)
  let run = try OperationRun(
    "min_max_normalize", attributes: ["epsilon": .number(1e-3)], inputs: ["input": (shape, input)],
    cotangents: ["output": cotangent], differentiated: ["input"], variant: variant,
    device: Devices.select("cpu"))
  let columns = input.count / shape[0]
  var (output, gradient): ([Double], [Double]) = ([], [])
  for start in stride(from: 0, to: input.count, by: columns) {
    let row = reference(
      Array(input[start..<start + columns]), cotangent: Array(cotangent[start..<start + columns]),
      epsilon: 1e-3)
    output += row.0
    gradient += row.1
  }
  let largest = gradient.map(abs).max()!
  expectClose(run.outputs["output"]!, output)
  expectClose(run.gradients["input"]!, gradient, absolute: 1e-6 * max(1, largest), "gradient of \(shape)")
}

private let variants = [KernelVariant.vector, .group]

@Test(
  arguments: [
    [1, 1], [3, 2], [4, 17], [67, 33], [2, 3, 5], [3, 5, 4, 3], [2, 17, 3, 1], [2, 3, 19, 19],
  ], variants)
func minMaxMatchesReference(shape: [Int], variant: KernelVariant) throws {
  var numbers = SeededGenerator(seed: 9)
  try check(shape, numbers.floats(shape.product, in: -3...5), variant: variant)
}

@Test(arguments: [[5, 40], [4, 6, 5, 3], [3, 1, 7, 7]], variants)
func minMaxOfTiesFollowsTheHostsOrder(shape: [Int], variant: KernelVariant) throws {
  var numbers = SeededGenerator(seed: 10)
  let input = numbers.floats(shape.product, in: -2...2).map { max(-1, min($0.rounded(), 1)) }
  try check(shape, input, variant: variant)
}

@Test(arguments: variants)
func minMaxOfAFlatRowIsBounded(variant: KernelVariant) throws {
  try check([2, 20], .init(repeating: 3, count: 40), variant: variant)
  try check([2, 20], (0..<40).map { 1e-5 * Float($0) }, variant: variant)
}

@Test func minMaxReferenceAgreesWithDifferences() {
  let row: [Float] = [0.5, -1.25, 2, 0.75]
  let cotangent: [Float] = [0.3, -0.7, 1.1, 0.4]
  let numerical = numericalGradient(at: row.map(Double.init)) { x in
    let (low, high) = (x.min()!, x.max()!)
    return dotProduct(x.map { ($0 - low) / (high - low) }, cotangent.map(Double.init))
  }
  expectClose(reference(row, cotangent: cotangent, epsilon: 1e-3).1.map(Float.init), numerical)
}

@Test func minMaxNeedsRows() throws {
  #expect(throws: OperationError.self) {
    try OperationRun("min_max_normalize", inputs: ["input": ([3], [1, 2, 3])], device: Devices.select("cpu"))
  }
}
