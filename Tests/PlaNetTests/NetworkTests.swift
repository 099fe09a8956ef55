import Foundation
import Networks
import PlaNet
import Tensors
import TestSupport
import Testing

@Test(arguments: PlaNetConfiguration.variants, PlaNetConfiguration.observations)
func shapesAreThoseOfTheConfiguration(
  variant: PlaNetConfiguration.Variant, observation: PlaNetConfiguration.Observation
) throws {
  let bench = try PlaNetBench(.small(observation, variant: variant))
  let pass = Pass(Graph(), isTraining: false)
  let seen = pass.graph.input("observation", [4] + observation.shape)
  let action = pass.graph.input("action", [4, 2])
  let (posterior, state) = bench.network.filter(
    bench.network.initialState(rows: 4, in: pass.graph), action: action,
    embedding: bench.network.encode(seen, pass: pass), pass: pass)
  #expect(posterior.mean.shape == [4, 3])
  #expect(posterior.deviation.shape == [4, 3])
  #expect(state.features.map(\.shape) == (variant == .stateSpace ? [[4, 3]] : [[4, 7], [4, 3]]))
  #expect(bench.network.decode(state, pass: pass).shape == [4] + observation.shape)
  #expect(bench.network.reward(state, pass: pass).shape == [4])
}

/// The names and shapes of the same model in PyTorch, at the paper's sizes.
@Test func namesAreThoseOfPyTorch() throws {
  let builder = ModelBuilder()
  _ = try PlaNetNetwork(builder, PlaNetConfiguration(actionSize: 6))
  let shapes = Dictionary(uniqueKeysWithValues: builder.tensors.map { ($0.name, $0.shape) })
  let weights = [
    "encoder.0.weight": [32, 3, 4, 4], "encoder.1.weight": [64, 32, 4, 4],
    "encoder.2.weight": [128, 64, 4, 4], "encoder.3.weight": [256, 128, 4, 4],
    "transition.input.weight": [200, 36], "transition.cell.weight_ih": [600, 200],
    "transition.cell.weight_hh": [600, 200], "prior.0.weight": [200, 200], "prior.1.weight": [60, 200],
    "posterior.0.weight": [200, 1224], "posterior.1.weight": [60, 200], "decoder.input.weight": [1024, 230],
    "decoder.0.weight": [1024, 128, 5, 5], "decoder.1.weight": [128, 64, 5, 5],
    "decoder.2.weight": [64, 32, 6, 6], "decoder.3.weight": [32, 3, 6, 6], "reward.0.weight": [200, 230],
    "reward.1.weight": [200, 200], "reward.2.weight": [1, 200],
  ]
  #expect(shapes.filter { $0.key.contains("weight") } == weights)
  #expect(shapes.count == 2 * weights.count)
}

/// Rolled by hand: each step a run of its own, and the next latent state computed from the prior on the host.
@Test(arguments: PlaNetConfiguration.variants, [true, false])
func openLoopIsThePriorRolledByHand(variant: PlaNetConfiguration.Variant, draws: Bool) throws {
  let (steps, rows) = (4, 3)
  let configuration = PlaNetConfiguration.small(variant: variant)
  let bench = try PlaNetBench(configuration)
  let network = bench.network
  var generator = SeededGenerator(seed: 8)
  let actions = generator.floats(steps * rows * configuration.actionSize)
  let noise = generator.floats(steps * rows * configuration.stateSize)
  var belief = generator.floats(rows * configuration.beliefSize)
  var latent = generator.floats(rows * configuration.stateSize)
  func state(_ inputs: [String: Tensor]) -> PlaNetState {
    PlaNetState(belief: variant == .stateSpace ? nil : inputs["belief"], latent: inputs["latent"]!)
  }
  func inputs() -> [String: (shape: [Int], values: [Float])] {
    [
      "belief": ([rows, configuration.beliefSize], belief),
      "latent": ([rows, configuration.stateSize], latent),
    ]
  }
  var sequence = inputs()
  sequence["actions"] = ([steps, rows, configuration.actionSize], actions)
  sequence["noise"] = ([steps, rows, configuration.stateSize], noise)
  let predicted = try bench.run(sequence) { inputs, pass in
    let states = network.predictions(
      from: state(inputs), actions: inputs["actions"]!, noise: draws ? inputs["noise"] : nil, pass: pass)
    return Dictionary(
      uniqueKeysWithValues: states.enumerated().flatMap { step, state in
        state.features.map { ("\(step) \($0.shape[1])", $0) }
      })
  }
  let actionCount = rows * configuration.actionSize
  for step in 0..<steps {
    var single = inputs()
    single["action"] = (
      [rows, configuration.actionSize], Array(actions[step * actionCount..<(step + 1) * actionCount])
    )
    let prior = try bench.run(single) { inputs, pass in
      let (prior, state) = network.predict(state(inputs), action: inputs["action"]!, pass: pass)
      var outputs = ["mean": prior.mean, "deviation": prior.deviation]
      outputs["belief"] = state.belief
      return outputs
    }
    belief = prior["belief"] ?? belief
    let isDrawn = draws && variant != .deterministic
    latent = latent.indices.map {
      prior["mean"]![$0] + (isDrawn ? prior["deviation"]![$0] * noise[step * latent.count + $0] : 0)
    }
    expectClose(predicted["\(step) \(configuration.stateSize)"]!, latent.map(Double.init), "step \(step)")
    if variant != .stateSpace {
      expectClose(predicted["\(step) \(configuration.beliefSize)"]!, belief.map(Double.init), "step \(step)")
    }
  }
}

@Test(arguments: PlaNetConfiguration.variants) func rowsDoNotDependOnEachOther(
  variant: PlaNetConfiguration.Variant
) throws {
  let bench = try PlaNetBench(.small(.smallImage(height: 16, width: 16, channels: 1), variant: variant))
  var generator = SeededGenerator(seed: 9)
  let (images, actions) = (generator.floats(5 * 256), generator.floats(5 * 2))
  func rows(_ count: Int) throws -> [String: [Float]] {
    let inputs = [
      "observation": ([count, 16, 16, 1], Array(images[..<(count * 256)])),
      "action": ([count, 2], Array(actions[..<(count * 2)])),
    ]
    return try bench.run(inputs) { inputs, pass in
      let (posterior, state) = bench.network.filter(
        bench.network.initialState(rows: count, in: pass.graph), action: inputs["action"]!,
        embedding: bench.network.encode(inputs["observation"]!, pass: pass), pass: pass)
      return [
        "mean": posterior.mean, "image": bench.network.decode(state, pass: pass),
        "reward": bench.network.reward(state, pass: pass),
      ]
    }
  }
  let (one, five) = (try rows(1), try rows(5))
  for (name, values) in one { #expect(Array(five[name]![..<values.count]) == values, "\(name)") }
}

@Test func configurationSurvivesItsText() throws {
  var configuration = PlaNetConfiguration.small(.smallImage(height: 16, width: 32, channels: 3))
  configuration.overshooting = .init(distance: 4, scale: 0.5)
  let text = try JSONEncoder().encode(configuration)
  #expect(try JSONDecoder().decode(PlaNetConfiguration.self, from: text) == configuration)
}

@Test func configurationsThatDoNotFitAreRefused() {
  func expectRefused(_ word: String, _ change: (inout PlaNetConfiguration) -> Void) {
    var configuration = PlaNetConfiguration.small()
    change(&configuration)
    let error = #expect(throws: PlaNetConfigurationError.self) { try configuration.validate() }
    #expect(error?.description.contains(word) == true)
  }
  expectRefused("state size") { $0.stateSize = 0 }
  expectRefused("free nats") { $0.freeNats = -.infinity }
  expectRefused("minimum standard deviation") { $0.minimumDeviation = .nan }
  expectRefused("7 × 8") { $0.observation = .smallImage(height: 7, width: 8, channels: 1) }
  expectRefused("shape") { $0.observation = .vector(0) }
  expectRefused("overshooting distance") { $0.overshooting = .init(distance: 0) }
}
