import Device
import Foundation
import MuZero
import Networks
import Operations
import Tensors
import TestSupport
import Testing

@Suite struct MuZeroNetworkTests {
  /// What a network computes in one pass, from observations and actions.
  private func outputs(
    _ configuration: MuZeroNetworkConfiguration, observations: [Float], actions: [Int32], isTraining: Bool
  ) throws -> [String: [Float]] {
    let device = try Devices.select(nil)
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, configuration)
    let store = try ModelStore(builder, device: device)
    try store.initialize(seed: 4)
    let pass = Pass(Graph(), isTraining: isTraining)
    let input = configuration.observationInput(rows: actions.count)
    let root = network.represent(input.tensor(in: pass.graph), pass: pass)
    let action = pass.graph.input("action", [actions.count], .int32)
    let (state, trunk) = network.dynamics(root, actions: action, pass: pass)
    var outputs = [
      "root": root, "state": state, "policy": network.policy(state, pass: pass),
      "value": network.scalars(network.value(state, pass: pass)),
    ]
    outputs["reward"] = network.reward(trunk, pass: pass).map(network.scalars)
    let executable = try Executable(
      Executable.Program(outputs: outputs), graph: pass.graph, store: store.variables,
      context: OperationContext(device: device))
    let queue = try device.makeQueue(profiling: false)
    try executable.fillArena(pattern: Float.nan.bitPattern, on: queue)
    try executable.upload(
      input.layout.toDevice(observations, hostShape: input.shape), to: "observation", queue: queue)
    try executable.upload(actions, to: "action", queue: queue)
    try executable.run(on: queue)
    return try outputs.keys.reduce(into: [:]) { $0[$1] = try executable.download($1, queue: queue) }
  }

  @Test(arguments: [
    MuZeroNetworkConfiguration.smallPerceptron(), .smallBoard(bins: 21),
    .smallBoard(encoding: .boardPointOrPass), .smallBoard(encoding: .boardColumn),
    .smallBoard(encoding: .constantPlane),
  ]) func rowsAreIndependentInEvaluation(_ configuration: MuZeroNetworkConfiguration) throws {
    var generator = SeededGenerator(seed: 1)
    let size = configuration.observationShape.product
    let observations = generator.floats(5 * size)
    let actions = (0..<5).map { Int32($0 % configuration.actions) }
    let together = try outputs(
      configuration, observations: observations, actions: actions, isTraining: false)
    for row in 0..<5 {
      let alone = try outputs(
        configuration, observations: Array(observations[row * size..<(row + 1) * size]),
        actions: [actions[row]], isTraining: false)
      for (name, values) in alone {
        let width = values.count
        #expect(Array(together[name]![row * width..<(row + 1) * width]) == values, "\(name)")
      }
    }
    #expect((together["reward"] != nil) == configuration.hasRewards)
    #expect(together["root"]!.allSatisfy { (0...1).contains($0) })
  }

  @Test func actionsMatter() throws {
    for configuration in [
      MuZeroNetworkConfiguration.smallPerceptron(), .smallBoard(encoding: .boardPointOrPass),
    ] {
      let size = configuration.observationShape.product
      let actions = (0..<configuration.actions).map(Int32.init)
      let states = try outputs(
        configuration, observations: actions.flatMap { _ in (0..<size).map { Float($0) } },
        actions: actions, isTraining: false)
      let roots = Set(rows(states["root"]!, actions.count))
      #expect(roots.count == 1)
      #expect(Set(rows(states["state"]!, actions.count)).count == actions.count)
    }
  }

  private func rows(_ values: [Float], _ count: Int) -> [[Float]] {
    let width = values.count / count
    return (0..<count).map { Array(values[$0 * width..<($0 + 1) * width]) }
  }

  @Test func trainingUsesTheBatchsStatistics() throws {
    let configuration = MuZeroNetworkConfiguration.smallBoard()
    var generator = SeededGenerator(seed: 2)
    let observations = generator.floats(3 * configuration.observationShape.product)
    let (training, evaluation) = (
      try outputs(configuration, observations: observations, actions: [0, 1, 2], isTraining: true),
      try outputs(configuration, observations: observations, actions: [0, 1, 2], isTraining: false)
    )
    #expect(training["root"] != evaluation["root"])
  }

  @Test func namesAndShapesAreThoseOfThePyTorchModel() {
    func names(_ configuration: MuZeroNetworkConfiguration) -> [String: [Int]] {
      let builder = ModelBuilder()
      _ = MuZeroNetwork(builder, configuration)
      return Dictionary(uniqueKeysWithValues: builder.tensors.map { ($0.name, $0.shape) })
    }
    func perceptron(_ name: String, _ inputs: Int, _ hidden: Int, _ outputs: Int) -> [String: [Int]] {
      [
        "\(name).0.weight": [hidden, inputs], "\(name).0.bias": [hidden],
        "\(name).1.weight": [outputs, hidden], "\(name).1.bias": [outputs],
      ]
    }
    func all(_ parts: [String: [Int]]...) -> [String: [Int]] {
      parts.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }
    #expect(
      names(.smallPerceptron())
        == all(
          perceptron("representation", 4, 7, 5), perceptron("dynamics", 8, 7, 5),
          perceptron("reward", 5, 7, 21), perceptron("policy", 5, 7, 3), perceptron("value", 5, 7, 21)))
    #expect(names(.smallPerceptron(bins: 1)).keys.allSatisfy { !$0.hasPrefix("reward") })

    func normalized(_ name: String, _ inputs: Int) -> [String: [Int]] {
      ["weight", "bias", "running_mean", "running_var"].reduce(into: [
        "\(name).conv.weight": [5, inputs, 3, 3]
      ]) {
        $0["\(name).norm.\($1)"] = [5]
      }
    }
    func trunk(_ name: String, _ inputs: Int) -> [String: [Int]] {
      all(
        normalized("\(name).stem", inputs), normalized("\(name).blocks.0.0", 5),
        normalized("\(name).blocks.0.1", 5))
    }
    func head(_ name: String, _ outputs: Int) -> [String: [Int]] {
      all(
        ["\(name).conv.weight": [2, 5, 1, 1], "\(name).conv.bias": [2]], perceptron(name, 24, 6, outputs))
    }
    #expect(
      names(.smallBoard(bins: 21, encoding: .boardPointOrPass))
        == all(
          trunk("representation", 2), trunk("dynamics", 7), head("reward", 21), head("policy", 13),
          head("value", 21)))
  }

  @Test func atariScreensBecomeSmallPlanes() {
    let configuration = MuZeroNetworkConfiguration(
      .residual(
        planes: 128, height: 96, width: 96, channels: 256, blocks: 16, headPlanes: 2, headHidden: [256],
        downsampling: true),
      actions: 18, actionEncoding: .constantPlane, bins: 601, observationFactor: 1 / 255)
    #expect(configuration.state == .planes(height: 6, width: 6, channels: 256))
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, configuration)
    let pass = Pass(Graph(), isTraining: false)
    let observation = configuration.observationInput(rows: 3)
    #expect(observation.shape == [3, 128, 96, 96])
    let state = network.represent(observation.tensor(in: pass.graph), pass: pass)
    #expect(state.shape == [3, 6, 6, 256])
    let action = pass.graph.input("action", [3], .int32)
    #expect(network.dynamics(state, actions: action, pass: pass).state.shape == [3, 6, 6, 256])
    let shapes = Dictionary(uniqueKeysWithValues: builder.tensors.map { ($0.name, $0.shape) })
    #expect(shapes["representation.downsampling.0.stem.conv.weight"] == [128, 128, 3, 3])
    #expect(shapes["representation.downsampling.0.blocks.1.1.conv.weight"] == [128, 128, 3, 3])
    #expect(shapes["representation.downsampling.1.stem.conv.weight"] == [256, 128, 3, 3])
    #expect(shapes["representation.downsampling.1.blocks.2.1.conv.weight"] == [256, 256, 3, 3])
    #expect(shapes["representation.downsampling.2.blocks.2.1.conv.weight"] == [256, 256, 3, 3])
    #expect(shapes["representation.stem.conv.weight"] == [256, 256, 3, 3])
  }

  @Test func sizesThatAreNotMultiplesAreRoundedUp() throws {
    let configuration = MuZeroNetworkConfiguration(
      .residual(
        planes: 1, height: 17, width: 35, channels: 3, blocks: 0, headPlanes: 1, headHidden: [],
        downsampling: true),
      actions: 2, actionEncoding: .constantPlane, bins: 3)
    #expect(configuration.state == .planes(height: 2, width: 3, channels: 3))
    let root = try outputs(
      configuration, observations: (0..<17 * 35).map { Float($0) }, actions: [1], isTraining: false)["root"]
    #expect(root?.count == 2 * 3 * 3)
  }

  @Test func configurationsSurviveCoding() throws {
    for configuration in [
      MuZeroNetworkConfiguration.smallPerceptron(), .smallBoard(observationFactor: 1 / 255),
    ] {
      let data = try JSONEncoder().encode(configuration)
      #expect(try JSONDecoder().decode(MuZeroNetworkConfiguration.self, from: data) == configuration)
    }
  }

  @Test func configurationsThatCannotBeAreRefused() {
    #expect(MuZeroNetworkConfiguration.smallPerceptron().fault == nil)
    #expect(MuZeroNetworkConfiguration.smallPerceptron(bins: 20).fault?.contains("must be odd") == true)
    #expect(MuZeroNetworkConfiguration.smallPerceptron(bins: -1).fault?.contains("at least 1") == true)
    #expect(MuZeroNetworkConfiguration.smallBoard(observationFactor: 0).fault != nil)
  }
}
