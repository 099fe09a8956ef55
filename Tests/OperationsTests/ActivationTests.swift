import Device
import Foundation
import Operations
import Tensors
import TestSupport
import Testing

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
private func geluGate(_ x: Double) -> Double { (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x) }

/// The activations as PyTorch defines them.
private func reference(_ activation: Activation, _ x: Double) -> Double {
  switch activation {
  case .relu: max(x, 0)
  case .elu: x > 0 ? x : expm1(x)
  case .tanh: tanh(x)
  case .sigmoid: sigmoid(x)
  case .softplus: max(x, 0) + log1p(exp(-abs(x)))
  case .silu: x * sigmoid(x)
  case .gelu: 0.5 * x * (1 + tanh(geluGate(x)))
  }
}

/// The derivative, by central differences where no kink is near.
private func slope(_ activation: Activation, _ x: Double) -> Double {
  let step = 1e-5
  if activation == .relu { return x > 0 ? 1 : 0 }
  if activation == .elu && abs(x) < 2 * step { return x > 0 ? 1 : exp(x) }
  return (reference(activation, x + step) - reference(activation, x - step)) / (2 * step)
}

private func run(_ activation: Activation, _ values: [Float], _ variant: KernelVariant) throws -> OperationRun
{
  try OperationRun(
    activation.rawValue, inputs: ["input": ([values.count], values)],
    cotangents: ["output": values.map { $0 / 2 }], differentiated: ["input"], variant: variant,
    device: Devices.select())
}

private func check(_ activation: Activation, _ values: [Float], _ variant: KernelVariant) throws {
  let run = try run(activation, values, variant)
  expectClose(
    run.outputs["output"]!, values.map { reference(activation, Double($0)) }, relative: 2e-6, absolute: 1e-9,
    "output")
  expectClose(
    run.gradients["input"]!, values.map { Double($0) / 2 * slope(activation, Double($0)) }, relative: 2e-6,
    // Where it comes from the activation's output, it is as exact as an output near 1 tells: two roundings of it.
    absolute: activation.hasOutputForm ? 0x1p-22 * Double(values.map { abs($0 / 2) }.max()!) : 1e-7,
    "gradient"
  )
}

@Test(arguments: Activation.allCases, [KernelVariant.vector, .group])
func activationMatchesReference(activation: Activation, variant: KernelVariant) throws {
  for count in [1, 7, 17, 4096, 5001] {
    var numbers = SeededGenerator(seed: UInt64(count))
    try check(activation, numbers.floats(count, in: -8...8), variant)
  }
}

@Test(arguments: Activation.allCases, [KernelVariant.vector, .group])
func activationKeepsSmallAndLargeValues(activation: Activation, variant: KernelVariant) throws {
  let sizes: [Float] = [1e-6, 1e-3, 0.01, 0.3, 0.35, 1, 5, 9, 15, 20, 40, 80]
  try check(activation, [0] + sizes + sizes.map { -$0 }, variant)
}

@Test(arguments: Activation.allCases, [KernelVariant.vector, .group])
func activationHandsOnNotANumber(activation: Activation, variant: KernelVariant) throws {
  let output = try run(activation, [1, .nan, -1], variant).outputs["output"]!
  #expect(output.map(\.isNaN) == [false, true, false])
}

@Test(arguments: Activation.allCases, [KernelVariant.vector, .group])
func activationIsFiniteEverywhere(activation: Activation, variant: KernelVariant) throws {
  let largest = Float.greatestFiniteMagnitude
  let values: [Float] = [-largest, -1e20, -200, -88.5, 88.5, 89, 200, 1e20, largest]
  let run = try run(activation, values, variant)
  let results = run.outputs["output"]! + run.gradients["input"]!
  #expect(results.filter { !$0.isFinite } == [])
}

/// The gradient from the activation's output, which is as exact as an output near 1 tells.
@Test(arguments: Activation.allCases.filter(\.hasOutputForm), [KernelVariant.vector, .group])
func backwardFromOutputMatchesReference(activation: Activation, variant: KernelVariant) throws {
  let bench = try Bench(variant)
  for count in [1, 7, 17, 4096, 5001] {
    var numbers = SeededGenerator(seed: UInt64(count))
    // The first is zero, where relu has its kink, the last large.
    let values = [0] + numbers.floats(count - 1, in: -8...8).dropLast() + (count > 1 ? [60] : [])
    let output = try bench.array(values.map { Float(reference(activation, Double($0))) }, [count])
    let gradient = try bench.array(values.map { 1 + $0 / 2 }, [count])
    try bench.run(
      PointwiseExpression(.activationGradientFromOutput(activation)).launches(
        inputs: [output, gradient], output: gradient, context: bench.context))
    expectClose(
      try bench.values(gradient), values.map { Double(1 + $0 / 2) * slope(activation, Double($0)) },
      relative: 2e-6, absolute: 1e-6, "\(count)")
  }
}

@Test(arguments: Activation.allCases.filter(\.hasOutputForm), [KernelVariant.vector, .group])
func backwardFromOutputHandsOnNotANumber(activation: Activation, variant: KernelVariant) throws {
  let bench = try Bench(variant)
  let gradient = try bench.array([Float(1), 1, .nan], [3])
  try bench.run(
    PointwiseExpression(.activationGradientFromOutput(activation)).launches(
      inputs: [bench.array([Float(0.5), .nan, 0.5], [3]), gradient], output: gradient,
      context: bench.context))
  #expect(try bench.values(gradient).map(\.isNaN) == [false, true, true])
}
