import Networks
import Operations
import PlaNet
import Tensors
import TestSupport
import Testing

@Test func distanceOneIsNoOvershooting() throws {
  let plain = try PlaNetBench(.small())
  var configuration = PlaNetConfiguration.small()
  configuration.overshooting = .init(distance: 1, scale: 10)
  let overshooting = try PlaNetBench(configuration)
  let steps = try [plain, overshooting].map { bench in
    try bench.step(PlaNetLoss(bench.network, length: 4, sequences: 3, noise: .given), rule: .plain)
  }
  #expect(steps[0].inputs.map(\.name) == steps[1].inputs.map(\.name))
  #expect(try plain.gradients(of: steps[0]) == overshooting.gradients(of: steps[1]))
  #expect(try plain.output(of: steps[0]) == overshooting.output(of: steps[1]))
}

/// In a single sequence, state by state, from each start on.
@Test(arguments: PlaNetConfiguration.variants, [0, 0.7] as [Float])
func overshootingIsTheDivergenceFromRolledPriors(
  variant: PlaNetConfiguration.Variant, freeNats: Float
) throws {
  let (length, distance) = (5, 3)
  var configuration = PlaNetConfiguration.small(variant: variant, freeNats: freeNats)
  configuration.overshooting = .init(distance: distance)
  let bench = try PlaNetBench(configuration)
  let step = try bench.step(
    PlaNetLoss(bench.network, length: length, sequences: 1, noise: .given), rule: .plain)
  var generator = SeededGenerator(seed: 5)
  var data: [String: (shape: [Int], values: [Float])] = [:]
  for input in step.inputs { data[input.name] = (input.shape, generator.floats(input.shape.product)) }
  let network = bench.network
  let parts = try bench.run(data) { inputs, pass in
    func row(_ name: String, _ step: Int) -> Tensor? {
      inputs[name].map { $0.reshaped([-1, $0.shape.last!]).sliced(axis: 0, start: step, length: 1) }
    }
    func overshootingNoise(_ steps: Int, _ time: Int) -> Tensor? {
      steps < distance ? row("overshooting_noise", (steps - 1) * length + time) : nil
    }
    var states = [network.initialState(rows: 1, in: pass.graph)]
    var posteriors: [DiagonalNormal] = []
    for time in 0..<length {
      let filtered = network.filter(
        states[time], action: row("previous_action", time)!,
        embedding: network.encode(row("observation", time)!, pass: pass), noise: row("noise", time),
        pass: pass)
      states.append(filtered.state)
      posteriors.append(filtered.posterior)
    }
    var divergences: [String: Tensor] = [:]
    for start in 0..<length {
      var state = states[start]
      for steps in 1...distance where start + steps <= length {
        let time = start + steps - 1
        let predicted = network.predict(
          state, action: row("previous_action", time)!, noise: overshootingNoise(steps, time), pass: pass)
        divergences["\(steps) \(time)"] = posteriors[time].divergence(from: predicted.prior)
        state = predicted.state
      }
    }
    return divergences
  }
  func mean(_ steps: Int) -> Double {
    let entries = parts.filter { $0.key.hasPrefix("\(steps) ") }.map {
      max(Double($0.value[0]), Double(freeNats))
    }
    #expect(entries.count == length + 1 - steps)
    return entries.reduce(0, +) / Double(entries.count)
  }
  expectClose([try bench.output("divergence", of: step)], [mean(1)], relative: 1e-4)
  expectClose([try bench.output("overshooting", of: step)], [(mean(2) + mean(3)) / 2], relative: 1e-4)
}

/// Over two steps all predictions start from the initial state, so that posteriors are nothing but targets.
@Test(arguments: PlaNetConfiguration.variants)
func targetsGetNoGradient(variant: PlaNetConfiguration.Variant) throws {
  var configuration = PlaNetConfiguration.small(variant: variant)
  (configuration.observationScale, configuration.rewardScale, configuration.divergenceScale) = (0, 0, 0)
  configuration.overshooting = .init(distance: 2)
  let bench = try PlaNetBench(configuration)
  let step = try bench.step(PlaNetLoss(bench.network, length: 2, sequences: 3, noise: .given), rule: .plain)
  let gradients = try bench.gradients(of: step)
  func isZero(_ name: String) -> Bool { gradients[name]!.allSatisfy { $0 == 0 } }
  for name in gradients.keys where name.hasPrefix("posterior") || name.hasPrefix("encoder") {
    #expect(isZero(name), "\(name)")
  }
  #expect(!isZero("prior.1.weight") && !isZero("transition.input.weight"))
}
