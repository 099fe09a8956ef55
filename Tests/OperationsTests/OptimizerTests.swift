import Device
import Foundation
import Operations
import TestSupport
import Testing

private let variants = [KernelVariant.vector, .group]
private let rules: [Optimizer.Rule] = [
  .descent(momentum: 0.9, weightDecay: 0.01), .descent(momentum: 0, weightDecay: 0),
  .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.02, decoupled: false),
  .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-4, weightDecay: 0.02, decoupled: true),
]

/// An optimizer in double precision, as PyTorch defines it, for tensors of which some decay.
private struct Reference {
  let rule: Optimizer.Rule
  let rate: Double
  let maximumNorm: Double?
  let decays: [Bool]
  var parameters: [[Double]]
  var first: [[Double]]
  var second: [[Double]]
  var step = 0.0
  var norm = 0.0

  init(_ rule: Optimizer.Rule, rate: Double, maximumNorm: Double?, decays: [Bool], parameters: [[Float]]) {
    (self.rule, self.rate, self.maximumNorm, self.decays) = (rule, rate, maximumNorm, decays)
    self.parameters = parameters.map { $0.map(Double.init) }
    first = parameters.map { .init(repeating: 0, count: $0.count) }
    second = first
  }

  mutating func update(_ gradients: [[Float]]) {
    step += 1
    norm = gradients.joined().map { Double($0) * Double($0) }.reduce(0, +).squareRoot()
    let clip = maximumNorm.map { min(1, $0 / (norm + 1e-6)) } ?? 1
    for t in parameters.indices {
      for i in parameters[t].indices {
        var g = clip * Double(gradients[t][i])
        switch rule {
        case .descent(let momentum, let weightDecay):
          if decays[t] { g += Double(weightDecay) * parameters[t][i] }
          first[t][i] = Double(momentum) * first[t][i] + g
          parameters[t][i] -= rate * first[t][i]
        case .adam(let beta1, let beta2, let epsilon, let weightDecay, let decoupled):
          let (beta1, beta2) = (Double(beta1), Double(beta2))
          let decay = decays[t] ? Double(weightDecay) : 0
          if decoupled { parameters[t][i] *= 1 - rate * decay } else { g += decay * parameters[t][i] }
          first[t][i] = beta1 * first[t][i] + (1 - beta1) * g
          second[t][i] = beta2 * second[t][i] + (1 - beta2) * g * g
          let mean = first[t][i] / (1 - pow(beta1, step))
          let square = second[t][i] / (1 - pow(beta2, step))
          parameters[t][i] -= rate * mean / (square.squareRoot() + Double(epsilon))
        }
      }
    }
  }
}

/// A block on a device with gaps full of NaN, which must not be touched.
private final class Block {
  let bench: Bench
  let layout: ParameterLayout
  let arrays: Optimizer.Arrays
  let launches: [any Launch]
  let norm: DeviceArray

  init(
    _ rule: Optimizer.Rule, rate: Float, maximumNorm: Float?, tensors: [ParameterLayout.Tensor],
    parameters: [[Float]], variant: KernelVariant
  ) throws {
    bench = try Bench(variant)
    layout = ParameterLayout(tensors: tensors)
    norm = try bench.unwritten([1])
    let context = bench.context
    arrays = Optimizer.Arrays(
      parameters: try bench.unwritten([layout.count]), gradients: try bench.unwritten([layout.count]),
      state: try bench.unwritten([rule.slots, layout.count]), learningRate: try bench.array([rate], [1]),
      step: try context.makeArray([1], type: .int32))
    let table = try Optimizer.Table(layout, context: context)
    launches = try Optimizer.update(
      rule, arrays, table: table, maximumNorm: maximumNorm, norm: norm, context: context)
    try fill(arrays.parameters, parameters)
    for slot in 0..<rule.slots {
      for tensor in layout.tensors {
        let zeros = HostMemory([Float](repeating: 0, count: tensor.shape.product))
        try bench.queue.upload(
          zeros, to: arrays.state.buffer, byteOffset: 4 * (slot * layout.count + tensor.offset))
      }
    }
    try bench.queue.fill(arrays.step.buffer, pattern: 0)
  }

  func fill(_ array: DeviceArray, _ tensors: [[Float]]) throws {
    for (tensor, values) in zip(layout.tensors, tensors) {
      try bench.queue.upload(HostMemory(values), to: array.buffer, byteOffset: 4 * tensor.offset)
    }
  }

  func update(_ gradients: [[Float]]) throws {
    try fill(arrays.gradients, gradients)
    try bench.run(launches)
  }

  func parameters() throws -> [[Float]] {
    let values = try bench.values(arrays.parameters)
    return layout.tensors.map { Array(values[$0.offset..<$0.offset + $0.shape.product]) }
  }
}

private let tensors = [
  ParameterLayout.Tensor(shape: [5, 7], offset: 0),
  ParameterLayout.Tensor(shape: [1], offset: 64, decays: false),
  ParameterLayout.Tensor(shape: [20011], offset: 67),
]

@Test(arguments: rules, variants)
func optimizersMatchReferences(rule: Optimizer.Rule, variant: KernelVariant) throws {
  for maximumNorm in [Float?.none, 1, 1e4] {
    var numbers = SeededGenerator(seed: 13)
    let initial = tensors.map { numbers.floats($0.shape.product) }
    var reference = Reference(
      rule, rate: 0.0625, maximumNorm: maximumNorm.map(Double.init), decays: tensors.map(\.decays),
      parameters: initial)
    let block = try Block(
      rule, rate: 0.0625, maximumNorm: maximumNorm, tensors: tensors, parameters: initial,
      variant: variant)
    for _ in 0..<4 {
      let gradients = tensors.map { numbers.floats($0.shape.product) }
      reference.update(gradients)
      try block.update(gradients)
    }
    for (actual, expected) in zip(try block.parameters(), reference.parameters) {
      expectClose(actual, expected, relative: 1e-5, absolute: 2e-6, "maximum norm \(maximumNorm ?? 0)")
    }
    if maximumNorm != nil { expectClose(try block.bench.values(block.norm), [reference.norm]) }
    let gaps = try block.bench.values(block.arrays.parameters)
    #expect(gaps[35..<64].allSatisfy(\.isNaN) && gaps[65..<67].allSatisfy(\.isNaN))
  }
}

@Test(arguments: variants)
func biasCorrectionHoldsAfterManySteps(variant: KernelVariant) throws {
  let rule = Optimizer.Rule.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, decoupled: false)
  let tensor = [ParameterLayout.Tensor(shape: [3], offset: 0)]
  var reference = Reference(rule, rate: 1e-3, maximumNorm: nil, decays: [true], parameters: [[1, 2, 3]])
  let block = try Block(
    rule, rate: 1e-3, maximumNorm: nil, tensors: tensor, parameters: [[1, 2, 3]], variant: variant)
  for step in 0..<1500 {
    let gradient: [Float] = [Float(step % 3), 0.5, -1e-3]
    reference.update([gradient])
    try block.update([gradient])
  }
  // 1500 roundings of a parameter near 2.
  expectClose(try block.parameters()[0], reference.parameters[0], relative: 0, absolute: 1e-4)
}

@Test(arguments: variants, [Float.nan, .infinity])
func aBrokenGradientShows(variant: KernelVariant, broken: Float) throws {
  let tensor = [ParameterLayout.Tensor(shape: [3], offset: 0)]
  let block = try Block(
    .descent(momentum: 0, weightDecay: 0), rate: 1, maximumNorm: 1, tensors: tensor, parameters: [[1, 2, 3]],
    variant: variant)
  try block.update([[0, broken, 0]])
  #expect(try block.parameters()[0].allSatisfy(\.isNaN))
  #expect(try !block.bench.values(block.norm)[0].isFinite)
}

@Test func parametersArePackedWhereArraysAreBestPlaced() throws {
  let layout = ParameterLayout(packing: [[3, 11], [], [32]])
  #expect(layout.tensors.map(\.offset) == [0, 64, 96])
  #expect(layout.count == 128)
}
