import Networks
import Operations
import Planning
import Replay
import TestSupport
import Testing

@testable import PlaNet

@Suite struct FilteringTests {
  private let steps = 6
  private let rows = 2

  /// What is known of environments while they are acted in is what training knows of the same sequences.
  @Test(arguments: PlaNetConfiguration.variants)
  func filteringWhileActingIsThatOfTraining(variant: PlaNetConfiguration.Variant) throws {
    let configuration = PlaNetConfiguration.small(variant: variant)
    let bench = try PlaNetBench(configuration)
    var generator = SeededGenerator(seed: 3)
    let observations = generator.floats(steps * rows * 5)
    let actions = generator.floats(steps * rows * configuration.actionSize)
    let noise = generator.floats(steps * rows * configuration.stateSize)
    let trained = try bench.run([
      "observation": ([steps * rows, 5], observations),
      "action": ([steps * rows, configuration.actionSize], actions),
      "noise": ([steps * rows, configuration.stateSize], noise),
    ]) { inputs, pass in
      let sequence = FilteredSequence(
        bench.network, length: steps, sequences: rows, observations: inputs["observation"]!,
        actionParts: bench.network.dynamics.part(ofAction: inputs["action"]!, pass: pass),
        noise: bench.network.drawn(inputs["noise"]), pass: pass)
      var outputs = ["latent": sequence.states.latent]
      outputs["belief"] = sequence.states.belief
      return outputs
    }

    let planner = try LatentPlanner(
      bench.network, observations: .numbers, planner: .tiny(actionSize: configuration.actionSize), rows: rows,
      store: bench.store, seed: 1, noise: .given, context: bench.context)
    // What was known before does not count.
    try planner.begin()
    _ = try planner.actions(
      after: .numbers(generator.floats(rows * 5)),
      previousActions: generator.floats(rows * configuration.actionSize), step: 0,
      noise: variant.draws ? generator.floats(rows * configuration.stateSize) : nil)
    try planner.begin()
    for step in 0..<steps {
      func part(_ values: [Float]) -> [Float] {
        let size = values.count / steps
        return Array(values[step * size..<(step + 1) * size])
      }
      _ = try planner.actions(
        after: .numbers(part(observations)), previousActions: part(actions), step: UInt64(step),
        noise: variant.draws ? part(noise) : nil)
      let state = try planner.state()
      expectClose(state.latent, part(trained["latent"]!).map(Double.init), "latent of step \(step)")
      if let belief = state.belief {
        expectClose(belief, part(trained["belief"]!).map(Double.init), "belief of step \(step)")
      }
    }
  }
}

extension PlannerConfiguration {
  /// A search that takes no time.
  static func tiny(actionSize: Int) -> PlannerConfiguration {
    var result = PlannerConfiguration(actionSize: actionSize)
    (result.horizon, result.iterations, result.candidates, result.top) = (2, 2, 8, 2)
    return result
  }
}
