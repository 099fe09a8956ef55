import Common
import Device
import Networks
import Operations
import Tensors
import TestSupport
import Testing

/// A batch in parts teaches what the whole batch does.
@Suite struct MicroBatchTests {
  static let rules: [Optimizer.Rule] = [
    .descent(momentum: 0.9, weightDecay: 1e-3),
    .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-4, weightDecay: 1e-3, decoupled: false),
  ]

  private func expectClose(
    _ actual: [String: [Float]], _ expected: [String: [Float]], absolute: Double = 1e-6
  ) {
    #expect(actual.keys.sorted() == expected.keys.sorted() && !actual.isEmpty)
    for (name, values) in expected {
      TestSupport.expectClose(actual[name]!, values.map(Double.init), absolute: absolute, name)
    }
  }

  /// Gradients before clipping, which follows the last part, and what several updates make of the parameters.
  @Test(arguments: rules, [2, 3, 12]) func partsLearnWhatTheWholeBatchDoes(_ rule: Optimizer.Rule, parts: Int)
    throws
  {
    let optimization = TrainingStep.Optimization(rule, maximumNorm: 0.05)
    let whole = try PartedModel(size: 12, parts: 1, optimization: optimization)
    let split = try PartedModel(size: 12 / parts, parts: parts, optimization: optimization)
    #expect(split.step.parts == parts)
    for number in 0..<4 as Range<UInt64> {
      let (expected, results) = (try whole.run(number), try split.run(number))
      #expect(results.count == parts)
      TestSupport.expectClose([Float(results.mean(of: "loss"))], [expected.mean(of: "loss")])
      TestSupport.expectClose(results.flatMap { $0["error"] }, expected[0]["error"].map(Double.init))
      let gradients = try whole.gradients()
      #expect(gradients.values.joined().reduce(0) { $0 + $1 * $1 } > 0.05 * 0.05)
      expectClose(try split.gradients(), gradients)
      expectClose(try split.values(), try whole.values(), absolute: 1e-5)
    }
  }

  /// Batch normalization takes each part's own statistics, and running averages move once for each, in order.
  @Test func normalizationIsOfEachPart() throws {
    let split = try PartedModel(size: 4, parts: 3, normalizes: true)
    try split.run()
    let part = try PartedModel(size: 4, parts: 1, normalizes: true)
    var sums: [String: [Float]] = [:]
    for index in 0..<3 {
      try part.run(on: split.rows(4 * index..<4 * index + 4), learningRate: 0)
      for (name, values) in try part.gradients() {
        sums[name] = zip(sums[name] ?? values.map { _ in 0 }, values).map { $0 + $1 / 3 }
      }
    }
    expectClose(try split.gradients(), sums)
    let (values, expected) = (try split.values(), try part.values())
    for name in ["norm.running_mean", "norm.running_var"] {
      TestSupport.expectClose(values[name]!, expected[name]!.map(Double.init), name)
    }
    let whole = try PartedModel(size: 12, parts: 1, normalizes: true)
    try whole.run()
    #expect(try whole.values()["norm.running_mean"] != values["norm.running_mean"])
  }

  @Test func partsDrawTheirOwnNumbers() throws {
    let split = try PartedModel(size: 4, parts: 3)
    let draws = try (0..<3 as Range<UInt64>).flatMap { try split.run($0).map { $0["draw"][0] } }
    #expect(Set(draws).count == 9)
    #expect(try split.run(1).map { $0["draw"][0] } == Array(draws[3..<6]))
  }

  /// The optimizer counts batches.
  @Test(arguments: rules) func resumesFromItsCheckpoint(_ rule: Optimizer.Rule) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("model.safetensors")
    func model() throws -> PartedModel { try PartedModel(size: 4, parts: 3, optimization: .init(rule)) }
    let original = try model()
    for number in 0..<3 as Range<UInt64> { try original.run(number) }
    try original.queue.finish()
    try original.step.save(to: path, progress: TrainingProgress(step: 3, seed: 1))
    let resumed = try model()
    #expect(try resumed.step.load(path: path).step == 3)
    for model in [original, resumed] { for number in 3..<6 as Range<UInt64> { try model.run(number) } }
    #expect(try resumed.values() == original.values())
  }

  // MARK: The size of parts

  private static let batch = 64

  private func parts(
    _ microBatch: MicroBatch, memory: Double, pinned: Int? = nil, largestAllocation: Int? = nil
  ) throws -> Int {
    let device = try Devices.select(nil)
    let small = SmallDevice(
      device, memory: device.info.globalMemory,
      largestAllocation: largestAllocation ?? device.info.largestAllocation)
    return try TrainingStep.fitting(
      batch: Self.batch, microBatch: microBatch, pinned: pinned, memory: memory
    ) { size, parts, largestArena in
      try PartedModel(size: size, parts: parts, largestArena: largestArena, device: small).step
    }.parts
  }

  private func arena(_ size: Int) throws -> Double {
    Double(try PartedModel(size: size, parts: Self.batch / size).step.executable.arenaBytes)
  }

  @Test func automaticSizesFitTheMemory() throws {
    let arenas = try [64, 32, 16, 8].map(arena)
    #expect(arenas == arenas.sorted(by: >) && Set(arenas).count == 4)
    #expect(try parts(.automatic, memory: arenas[0]) == 1)
    #expect(try parts(.automatic, memory: arenas[0] - 1) == 2)
    #expect(try parts(.automatic, memory: arenas[2]) == 4)
    #expect(try parts(.automatic, memory: arenas[2] - 1) == 8)
    // The smallest is tried in any case.
    #expect(try parts(.automatic, memory: -1) == Self.batch)
    #expect(try parts(.automatic, memory: .infinity, largestAllocation: Int(arenas[1])) == 2)
  }

  @Test func sizesThatAreGivenStay() throws {
    #expect(try parts(.sequences(16), memory: 0) == 4)
    #expect(try parts(.sequences(16), memory: .infinity, pinned: 32) == 4)
    #expect(try parts(.automatic, memory: .infinity, pinned: 32) == 2)
    #expect(try parts(.automatic, memory: .infinity, pinned: 7) == 1)
    let maximum = Int(try arena(32)) - 1
    #expect(try parts(.automatic, memory: .infinity, pinned: 32, largestAllocation: maximum) == 4)
    let error = #expect(throws: ModelTooLarge.self) {
      try parts(.sequences(32), memory: .infinity, largestAllocation: maximum)
    }
    #expect("\(error!)".contains("in one piece"))
  }

  @Test func sizesThatCannotBeAreRefused() {
    #expect(MicroBatch.automatic.fault(batch: 1) == nil && MicroBatch.sequences(4).fault(batch: 12) == nil)
    #expect(MicroBatch.sequences(12).fault(batch: 12) == nil)
    #expect(MicroBatch.sequences(5).fault(batch: 12)?.contains("must divide the 12 of learner.batch") == true)
    #expect(MicroBatch.sequences(24).fault(batch: 12)?.contains("must divide") == true)
    for count in [0, -1, .max, .min] {
      #expect(MicroBatch.sequences(count).fault(batch: 12)?.hasPrefix("learner.microBatch is") == true)
    }
    #expect(MicroBatch.automatic.candidates(batch: 12) == [12, 6, 4, 3, 2, 1])
  }
}
