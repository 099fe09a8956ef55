import MuZero
import Networks
import Operations
import TestSupport
import Testing

@Suite struct MuZeroLossTests {
  static let configurations: [MuZeroNetworkConfiguration] = [
    .smallPerceptron(), .smallPerceptron(bins: 1), .smallBoard(bins: 21),
  ]

  @Test(arguments: configurations) func partsMakeTheLoss(_ configuration: MuZeroNetworkConfiguration) throws {
    let training = try SmallTraining(configuration, valueWeight: 0.5)
    try training.run()
    var expected = Double(try training.output("policy_loss")[0])
    expected += 0.5 * Double(try training.output("value_loss")[0])
    if configuration.hasRewards { expected += Double(try training.output("reward_loss")[0]) }
    expectClose(try training.output("loss"), [expected])
  }

  /// What a mask drops has no bearing on the loss or on any gradient, and what it keeps has.
  @Test(arguments: configurations) func maskedStepsDoNotCount(_ configuration: MuZeroNetworkConfiguration)
    throws
  {
    var training = try SmallTraining(configuration)
    let (sequence, steps) = (2, SmallTraining.unroll + 1)
    for step in 2..<steps { training.floats["mask"]![sequence * steps + step] = 0 }
    try training.run()
    let (loss, gradients) = (try training.output("loss"), try training.gradients())
    let changed = ["target_value", "target_reward"].filter { training.floats[$0] != nil }
    for name in changed { training.floats[name]![sequence * steps + 2] += 1 }
    try training.run()
    #expect(try training.output("loss") == loss)
    #expect(try training.gradients() == gradients)
    for name in changed {
      var other = training
      other.floats[name]![sequence * steps + 1] += 1
      try other.run()
      #expect(try other.output("loss") != loss, "\(name)")
    }
  }

  @Test func theFirstRewardTargetIsNotUsed() throws {
    var training = try SmallTraining(.smallPerceptron())
    try training.run()
    let loss = try training.output("loss")
    training.floats["target_reward"]![0] += 5
    try training.run()
    #expect(try training.output("loss") == loss)
  }

  /// Sequences weigh what their importance weights say: a batch's loss is the mean of those of its sequences.
  @Test func weightsScaleSequences() throws {
    var training = try SmallTraining(.smallPerceptron())
    let weights = training.floats["weight"]!
    try training.run()
    let loss = try training.output("loss")
    var sum = 0.0
    for sequence in 0..<SmallTraining.batch {
      training.floats["weight"] = weights.indices.map { $0 == sequence ? 1 : 0 }
      try training.run()
      sum += Double(weights[sequence]) * Double(try training.output("loss")[0])
    }
    expectClose(loss, [sum], relative: 1e-4)
  }

  @Test(arguments: configurations) func sameSeedGivesSameBits(_ configuration: MuZeroNetworkConfiguration)
    throws
  {
    func losses(seed: UInt64) throws -> (losses: [Float], values: [String: [Float]]) {
      let training = try SmallTraining(configuration, seed: seed)
      let losses = try (0..<5).map { _ in
        try training.run(learningRate: 0.01)
        return try training.output("loss")[0]
      }
      try training.queue.finish()
      return (losses, try training.store.values())
    }
    let (first, second, other) = (try losses(seed: 1), try losses(seed: 1), try losses(seed: 2))
    #expect(first.losses == second.losses && first.values == second.values)
    #expect(first.losses != other.losses)
    #expect(first.losses[4] < first.losses[0])
  }

  @Test func valueErrorsAreThoseOfTheRoots() throws {
    var training = try SmallTraining(.smallPerceptron(bins: 1))
    training.floats["target_value"] = training.floats["target_value"]!.map { _ in 0 }
    try training.run()
    let values = try training.output("value_error")
    #expect(values.count == SmallTraining.batch)
    let steps = SmallTraining.unroll + 1
    for sequence in 0..<SmallTraining.batch { training.floats["target_value"]![sequence * steps] = 100 }
    try training.run()
    let errors = zip(values, try training.output("value_error")).map { value, error in
      min(abs(error - (100 - value)), abs(error - (100 + value)))
    }
    #expect(errors.allSatisfy { $0 < 1e-4 })
  }

  /// Observations of bytes give what the same numbers give as float32.
  @Test func observationsMayBeBytes() throws {
    let bytes = try SmallTraining(.smallBoard(observationFactor: 1 / 255))
    var floats = try SmallTraining(.smallBoard())
    floats.floats.merge(bytes.floats) { $1 }
    floats.floats["observation"] = bytes.pixels.map { Float($0) / 255 }
    floats.actions = bytes.actions
    try bytes.run()
    try floats.run()
    expectClose(try bytes.output("loss"), try floats.output("loss").map(Double.init))
  }

  @Test func trainingFollowsTheBatchsStatistics() throws {
    let training = try SmallTraining(.smallBoard())
    let before = try training.store.values()
    try training.run()
    try training.queue.finish()
    for (name, values) in try training.store.values() {
      #expect((values == before[name]) == !name.contains("running"), "\(name)")
    }
  }
}
