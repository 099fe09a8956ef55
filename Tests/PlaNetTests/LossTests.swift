import Networks
import Operations
import PlaNet
import Tensors
import TestSupport
import Testing

/// Along each parameter's gradient the loss changes by the gradient's norm.
@Test(arguments: PlaNetConfiguration.variants, PlaNetConfiguration.observations.dropFirst())
func gradientsAreThoseOfTheLoss(
  variant: PlaNetConfiguration.Variant, observation: PlaNetConfiguration.Observation
) throws {
  let bench = try PlaNetBench(.small(observation, variant: variant))
  // Larger than initial values, so that few of the many activations lie near their kinks.
  var generator = SeededGenerator(seed: 4)
  let values = Dictionary(
    uniqueKeysWithValues: bench.store.tensors.map {
      ($0.name, generator.floats($0.shape.product, in: -0.5...0.5))
    })
  try bench.store.set(values)
  let step = try bench.step(PlaNetLoss(bench.network, length: 4, sequences: 3, noise: .given), rule: .plain)
  let gradients = try bench.gradients(of: step)
  for (name, gradient) in gradients {
    let norm = dotProduct(gradient.map(Double.init), gradient.map(Double.init)).squareRoot()
    #expect(norm > 0, "\(name) has no gradient")
    let distance: Float = 2e-3
    func loss(_ sign: Float) throws -> Double {
      try bench.store.set([
        name: zip(values[name]!, gradient).map { $0 + sign * distance * $1 / Float(norm) }
      ])
      return Double(try bench.output(of: step))
    }
    let slope = try (loss(1) - loss(-1)) / Double(2 * distance)
    try bench.store.set([name: values[name]!])
    // What float32 leaves of the difference of two losses.
    #expect(abs(slope - norm) <= 0.02 * norm + 0.01, "\(name): slope \(slope), gradient \(norm)")
  }
}

@Test(arguments: [PlaNetLoss.Observations.numbers, .bytes(bits: 5)])
func sameSeedGivesSameBits(observations: PlaNetLoss.Observations) throws {
  var configuration = PlaNetConfiguration.small(.smallImage(height: 16, width: 16, channels: 1))
  configuration.overshooting = .init(distance: 2)
  func train(seed: UInt64) throws -> [[Float]] {
    let bench = try PlaNetBench(configuration, seed: seed)
    let step = try bench.step(
      PlaNetLoss(bench.network, length: 4, sequences: 3, observations: observations))
    return try (0..<4 as Range<UInt64>).map { number in
      try step.run(on: bench.queue, step: number, learningRate: 1e-3)
      return try step.executable.download("loss", queue: bench.queue)
    }
  }
  let first = try train(seed: 1)
  #expect(try train(seed: 1) == first)
  #expect(try train(seed: 2) != first)
}

@Test func drawsDifferFromStepToStep() throws {
  let bench = try PlaNetBench(.small())
  let step = try bench.step(PlaNetLoss(bench.network, length: 2, sequences: 2), rule: .plain)
  let losses = try (0..<2 as Range<UInt64>).map { number in
    try step.run(on: bench.queue, step: number, learningRate: 0)
    return try step.executable.download("loss", queue: bench.queue)[0]
  }
  #expect(losses[0] != losses[1])
}

/// The divergence from a prior that is close counts as the free nats, and gives no gradient.
@Test func freeNatsBoundEveryEntry() throws {
  var configuration = PlaNetConfiguration.small(freeNats: 1e6)
  (configuration.observationScale, configuration.rewardScale) = (0, 0)
  let bench = try PlaNetBench(configuration)
  let step = try bench.step(PlaNetLoss(bench.network, length: 3, sequences: 2, noise: .given), rule: .plain)
  #expect(try bench.output("divergence", of: step) == 1e6)
  let gradients = try bench.gradients(of: step)
  #expect(gradients.values.allSatisfy { $0.allSatisfy { $0 == 0 } })
}

@Test func lossIsTheScaledSumOfItsParts() throws {
  var configuration = PlaNetConfiguration.small()
  (configuration.observationScale, configuration.rewardScale, configuration.divergenceScale) = (0.5, 3, 2)
  configuration.overshooting = .init(distance: 3, scale: 0.25)
  let bench = try PlaNetBench(configuration)
  let step = try bench.step(PlaNetLoss(bench.network, length: 5, sequences: 2, noise: .given), rule: .plain)
  let parts = try ["reconstruction", "reward_loss", "divergence", "overshooting"].map {
    Double(try bench.output($0, of: step))
  }
  expectClose([try bench.output(of: step)], [dotProduct(parts, [0.5, 3, 2, 0.25])])
}
