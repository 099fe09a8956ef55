import Device
import Operations
import Tensors
import TestSupport
import Testing

/// Normalization in double precision, by groups of elements that share a mean and a variance.
private struct Reference {
  var output: [Double] = []
  var inputGradient: [Double] = []
  var weightGradient: [Double]
  var biasGradient: [Double]
  var means: [Double] = []
  /// Unbiased.
  var variances: [Double] = []

  /// `group(i)` and `channel(i)` of element i: whom it shares statistics and weights with. Where `constants` are
  /// given, they are each group's mean and variance.
  init(
    _ input: [Float], weight: [Float], bias: [Float], cotangent: [Float], groups: Int,
    group: (Int) -> Int, channel: (Int) -> Int, constants: (mean: [Float], variance: [Float])? = nil,
    epsilon: Double = 1e-5
  ) {
    weightGradient = .init(repeating: 0, count: weight.count)
    biasGradient = weightGradient
    output = .init(repeating: 0, count: input.count)
    inputGradient = output
    var members = [[Int]](repeating: [], count: groups)
    for i in input.indices { members[group(i)].append(i) }
    for (g, members) in members.enumerated() {
      let count = Double(members.count)
      let mean =
        constants.map { Double($0.mean[g]) } ?? members.map { Double(input[$0]) }.reduce(0, +) / count
      let squares = members.map { (Double(input[$0]) - mean) * (Double(input[$0]) - mean) }.reduce(0, +)
      let variance = constants.map { Double($0.variance[g]) } ?? squares / count
      let inverse = 1 / (variance + epsilon).squareRoot()
      means.append(mean)
      variances.append(squares / (count - 1))
      var (level, slope) = (0.0, 0.0)
      for i in members {
        let normal = (Double(input[i]) - mean) * inverse
        output[i] = normal * Double(weight[channel(i)]) + Double(bias[channel(i)])
        weightGradient[channel(i)] += Double(cotangent[i]) * normal
        biasGradient[channel(i)] += Double(cotangent[i])
        level += Double(cotangent[i] * weight[channel(i)]) / count
        slope += Double(cotangent[i] * weight[channel(i)]) * normal / count
      }
      if constants != nil { (level, slope) = (0, 0) }
      for i in members {
        let normal = (Double(input[i]) - mean) * inverse
        inputGradient[i] = (Double(cotangent[i] * weight[channel(i)]) - level - normal * slope) * inverse
      }
    }
  }
}

private let variants = [KernelVariant.vector, .group]

/// The bound on gradients, relative to their largest element: they are differences of larger numbers.
private func expectGradient(_ actual: [Float]?, _ expected: [Double], _ label: String) {
  let largest = expected.map(abs).max() ?? 0
  expectClose(actual ?? [], expected, relative: 1e-5, absolute: 2e-5 * largest + 1e-5, label)
}

@Test(
  arguments: [[1, 1], [1, 7], [3, 16], [5, 17], [130, 33], [37, 300], [2, 3, 5], [2100, 3]], variants)
func layerNormMatchesReference(shape: [Int], variant: KernelVariant) throws {
  let columns = shape.last!
  let count = shape.product
  var numbers = SeededGenerator(seed: 1)
  let input = numbers.floats(count, in: -3...3)
  let weight = numbers.floats(columns)
  let bias = numbers.floats(columns)
  let cotangent = numbers.floats(count)
  let expected = Reference(
    input, weight: weight, bias: bias, cotangent: cotangent, groups: count / columns, group: { $0 / columns },
    channel: { $0 % columns })
  let run = try OperationRun(
    "layer_norm", attributes: ["epsilon": .number(1e-5)],
    inputs: ["input": (shape, input), "weight": ([columns], weight), "bias": ([columns], bias)],
    cotangents: ["output": cotangent], differentiated: ["input", "weight", "bias"], variant: variant,
    device: Devices.select("cpu"))
  expectGradient(run.outputs["output"], expected.output, "output")
  // A row of one element has no gradient but what cancellation leaves, times 1 / √epsilon.
  if columns > 1 { expectGradient(run.gradients["input"], expected.inputGradient, "input") }
  expectGradient(run.gradients["weight"], expected.weightGradient, "weight")
  expectGradient(run.gradients["bias"], expected.biasGradient, "bias")
}

@Test(
  arguments: [
    [2, 1, 1, 1], [3, 5, 2, 3], [2, 16, 7, 5], [9, 33, 13, 1], [40, 3, 9, 9], [2, 1], [67, 19],
  ],
  variants)
func batchNormMatchesReference(shape: [Int], variant: KernelVariant) throws {
  let channels = shape[1]
  let count = shape.product
  let plane = shape.dropFirst(2).reduce(1, *)
  var numbers = SeededGenerator(seed: 2)
  let input = numbers.floats(count, in: -3...3)
  let weight = numbers.floats(channels)
  let bias = numbers.floats(channels)
  let mean = numbers.floats(channels)
  let variance = numbers.floats(channels, in: 0.1...2)
  let cotangent = numbers.floats(count)
  func channel(_ i: Int) -> Int { i / plane % channels }
  for training in [true, false] {
    let expected = Reference(
      input, weight: weight, bias: bias, cotangent: cotangent, groups: channels, group: channel,
      channel: channel, constants: training ? nil : (mean, variance))
    let run = try OperationRun(
      training ? "batch_norm_train" : "batch_norm_eval",
      attributes: ["epsilon": .number(1e-5), "momentum": .number(0.25)],
      inputs: [
        "input": (shape, input), "weight": ([channels], weight), "bias": ([channels], bias),
        "running_mean": ([channels], mean), "running_var": ([channels], variance),
      ], cotangents: ["output": cotangent], differentiated: ["input", "weight", "bias"], variant: variant,
      device: Devices.select("cpu"))
    let label = "training \(training)"
    expectGradient(run.outputs["output"], expected.output, "output, \(label)")
    expectGradient(run.gradients["input"], expected.inputGradient, "input, \(label)")
    expectGradient(run.gradients["weight"], expected.weightGradient, "weight, \(label)")
    expectGradient(run.gradients["bias"], expected.biasGradient, "bias, \(label)")
    if training {
      expectClose(
        run.outputs["running_mean"]!, zip(mean, expected.means).map { Double($0) * 0.75 + $1 * 0.25 })
      expectClose(
        run.outputs["running_var"]!, zip(variance, expected.variances).map { Double($0) * 0.75 + $1 * 0.25 })
    }
  }
}

@Test func normalizationReferenceAgreesWithDifferences() {
  var numbers = SeededGenerator(seed: 3)
  let (input, weight, cotangent) = (numbers.floats(12), numbers.floats(4), numbers.floats(12))
  func reference(_ input: [Float]) -> Reference {
    Reference(
      input, weight: weight, bias: weight, cotangent: cotangent, groups: 3, group: { $0 / 4 },
      channel: { $0 % 4 })
  }
  let numerical = numericalGradient(at: input.map(Double.init), step: 1e-2) {
    dotProduct(reference($0.map(Float.init)).output, cotangent.map(Double.init))
  }
  expectClose(reference(input).inputGradient.map(Float.init), numerical, relative: 1e-2, absolute: 1e-2)
}

@Test(arguments: variants)
func batchNormVarianceSurvivesALargeMean(variant: KernelVariant) throws {
  let rows = 1000
  let input = (0..<rows).map { Float(4096) + Float($0 % 2) }
  let run = try OperationRun(
    "batch_norm_train", attributes: ["momentum": .number(1)],
    inputs: [
      "input": ([rows, 1], input), "weight": ([1], [1]), "bias": ([1], [0]), "running_mean": ([1], [0]),
      "running_var": ([1], [0]),
    ], variant: variant, device: Devices.select("cpu"))
  expectClose(run.outputs["running_mean"]!, [4096.5])
  expectClose(run.outputs["running_var"]!, [0.25 * Double(rows) / Double(rows - 1)], relative: 1e-4)
}

@Test(arguments: variants)
func aRowsLayerNormDoesNotDependOnTheBatch(variant: KernelVariant) throws {
  let columns = 37
  var numbers = SeededGenerator(seed: 4)
  let input = numbers.floats(100 * columns)
  let weight = numbers.floats(columns)
  func output(rows: Int) throws -> [Float] {
    try OperationRun(
      "layer_norm",
      inputs: [
        "input": ([rows, columns], Array(input.prefix(rows * columns))), "weight": ([columns], weight),
        "bias": ([columns], weight),
      ], variant: variant, device: Devices.select("cpu")
    ).outputs["output"]!
  }
  #expect(try output(rows: 3) == Array(output(rows: 100).prefix(3 * columns)))
}

@Test func parameterGradientsAccumulate() throws {
  let bench = try Bench(.vector)
  let array = try bench.array([1, 2, 3, 5] as [Float], [2, 2])
  let ones = try bench.array([1, 1] as [Float], [2])
  let statistics = try bench.unwritten([2, 2])
  let gradient = try bench.array([10, 20] as [Float], [2])
  try bench.run(
    Normalization.layerForward(
      input: array, weight: ones, bias: ones, output: bench.unwritten([2, 2]), statistics: statistics,
      epsilon: 0, context: bench.context))
  try bench.run(
    Normalization.layerBackward(
      input: array, weight: ones, statistics: statistics, outputGradient: array, inputGradient: nil,
      weightGradient: nil, biasGradient: gradient, context: bench.context))
  expectClose(try bench.values(gradient), [14, 27])
}

@Test func normalizationRefusesWhatDoesNotFit() throws {
  func run(_ operation: String, input: [Int], channels: Int) throws {
    let vector = ([channels], [Float](repeating: 1, count: channels))
    _ = try OperationRun(
      operation,
      inputs: [
        "input": (input, [Float](repeating: 1, count: input.product)), "weight": vector, "bias": vector,
        "running_mean": vector, "running_var": vector,
      ], device: Devices.select("cpu"))
  }
  #expect(throws: OperationError.self) { try run("batch_norm_train", input: [1, 3, 1, 1], channels: 3) }
  #expect(throws: OperationError.self) { try run("batch_norm_train", input: [1, 3, 2], channels: 3) }
  #expect(throws: OperationError.self) { try run("batch_norm_eval", input: [2, 3], channels: 2) }
  #expect(throws: OperationError.self) { try run("layer_norm", input: [2, 3], channels: 2) }
}
