import Device
import Networks
import TestSupport
import Testing

/// Models that a program of one's own trains and asks.
@Suite struct ModelTrainingTests {
  private static let rows = 8

  /// y = 2 x₀ − x₁.
  private static let inputs = (0..<2 * rows).map { Float(($0 * 7) % 5) / 5 - 0.4 }
  private static let targets = (0..<rows).map { 2 * inputs[2 * $0] - inputs[2 * $0 + 1] }

  private struct Model {
    let layer: LinearLayer
    let store: ModelStore

    init(seed: UInt64) throws {
      let builder = ModelBuilder()
      layer = LinearLayer(builder, "line", inputs: 2, outputs: 1)
      store = try ModelStore(builder, device: try ComputeDevice.select("cpu"))
      try store.initialize(seed: seed)
    }

    func training(_ optimization: TrainingStep.Optimization) throws -> ModelTraining {
      try ModelTraining(
        store, inputs: [ModelInput("x", shape: [rows, 2]), ModelInput("y", shape: [rows, 1])],
        optimization: optimization
      ) { inputs, pass in
        (layer(inputs["x"]!, pass: pass) - inputs["y"]!).squared().mean()
      }
    }

    func predictions() throws -> [Float] {
      let inference = try ModelInference(store, inputs: [ModelInput("x", shape: [rows, 2])]) { inputs, pass in
        ["y": layer(inputs["x"]!, pass: pass)]
      }
      return try inference(["x": ModelTrainingTests.inputs])["y"]!
    }
  }

  private static func train(_ training: ModelTraining, _ updates: Int, rate: Double = 0.1) throws -> [Float] {
    try (0..<updates).map { _ in try training.update(["x": inputs, "y": targets], learningRate: rate) }
  }

  @Test(arguments: [TrainingStep.Optimization.descent(), .adam(), .adamW(weightDecay: 0)])
  func learnsALine(_ optimization: TrainingStep.Optimization) throws {
    let model = try Model(seed: 1)
    let training = try model.training(optimization)
    let losses = try Self.train(training, 400)
    #expect(losses.last! < 1e-4 && losses[0] > 0.01, "\(losses[0]) to \(losses.last!)")
    #expect(training.updates == 400)
    expectClose(try model.predictions(), Self.targets.map(Double.init), absolute: 0.03)
  }

  @Test func parametersAreSavedAndLoaded() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("line.safetensors")
    let (first, second) = (try Model(seed: 1), try Model(seed: 2))
    _ = try Self.train(try first.training(.adam()), 5)
    #expect(try first.predictions() != second.predictions())
    try first.store.saveParameters(path: path)
    try second.store.loadParameters(path: path)
    #expect(try first.predictions() == second.predictions())
    #expect(try first.store.values().keys.sorted() == ["line.bias", "line.weight"])
  }

  /// With the optimizer's moments, training goes on bit for bit.
  @Test func trainingIsSavedAndGoesOn() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("training.safetensors")
    let training = try Model(seed: 1).training(.adam())
    _ = try Self.train(training, 5)
    try training.save(path: path)
    let other = try Model(seed: 2).training(.adam())
    try other.load(path: path)
    #expect(other.updates == 5)
    #expect(try Self.train(other, 5) == Self.train(training, 5))
  }

  @Test func divergenceIsSaid() throws {
    let training = try Model(seed: 1).training(.descent())
    let error = #expect(throws: (any Error).self) { try Self.train(training, 200, rate: 1e10) }
    #expect("\(error!)".contains("training diverged by update"), "\(error!)")
  }
}
