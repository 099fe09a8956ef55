import Device
import Networks
import Randomness
import Tensors

/// Times runs of an executable, or training steps, on random data.
package struct RunBenchmark {
  private let device: any Device
  private let executable: Executable
  /// The training step whose launches the executable has; nil for an executable of another kind.
  private let step: TrainingStep?
  private let queue: any Queue
  private let preparationSeconds: Double

  private static let learningRate = 1e-3

  /// Times the preparation of an executable by `make`, and fills its inputs, which must be float32, with numbers in
  /// [−1, 1).
  ///
  /// Throws if the device fails or cannot hold what is needed.
  package init(device: any Device, make: () throws -> Executable) throws {
    let (executable, time) = try Self.timed(make)
    try self.init(device, executable, step: nil, preparationSeconds: time)
    var generator = SplitMix64(seed: 1)
    for (name, array) in executable.inputs.sorted(by: { $0.key < $1.key }) {
      let values = (0..<array.count).map { _ in Float.random(in: -1..<1, using: &generator) }
      try executable.upload(values, to: name, queue: queue)
    }
    try queue.finish()
  }

  /// Times the preparation of a training step by `make`, and fills its inputs: int32 ones with numbers below
  /// `integerBounds[name]`, float32 ones with numbers in [0, 1), uint8 ones with 0...255.
  ///
  /// Throws if the device fails or cannot hold what is needed.
  package init(device: any Device, integerBounds: [String: Int], make: () throws -> TrainingStep) throws {
    let (step, time) = try Self.timed(make)
    try self.init(device, step.executable, step: step, preparationSeconds: time)
    var generator = SplitMix64(seed: 1)
    for input in step.inputs {
      func upload<Element: BitwiseCopyable>(_ random: () -> Element) throws {
        try step.upload((0..<input.shape.product).map { _ in random() }, to: input.name, queue: queue)
      }
      switch input.element {
      case .float32: try upload { Float.random(in: 0..<1, using: &generator) }
      case .int32:
        let bound = Int32(integerBounds[input.name] ?? 1)
        try upload { Int32.random(in: 0..<bound, using: &generator) }
      case .uint8: try upload { UInt8.random(in: 0...255, using: &generator) }
      }
    }
    try queue.finish()
  }

  private init(
    _ device: any Device, _ executable: Executable, step: TrainingStep?, preparationSeconds: Double
  ) throws {
    (self.device, self.executable, self.step) = (device, executable, step)
    self.preparationSeconds = preparationSeconds
    queue = try device.makeQueue(profiling: false)
  }

  private static func timed<Made>(_ make: () throws -> Made) throws -> (Made, seconds: Double) {
    var made: Made?
    let time = try seconds { made = try make() }
    return (made!, time)
  }

  /// The median of `runs` runs or steps, after `warmUp` ones that are not counted.
  package func time(runs: Int, warmUp: Int) throws -> RunTiming {
    let (time, hostTime) = try queue.medianTimes(of: runs, warmUp: warmUp) { run in
      if let step {
        _ = try step.run(on: queue, step: run, learningRate: Self.learningRate)
      } else {
        _ = try executable.run(on: queue, step: run)
      }
    }
    return RunTiming(
      milliseconds: time * 1e3, hostMilliseconds: hostTime * 1e3,
      launches: step?.launchCount ?? executable.steps.count, arenaBytes: arenaBytes,
      preparationSeconds: preparationSeconds,
      flops: Double(step?.parts ?? 1) * executable.steps.reduce(0) { $0 + $1.work.flops })
  }

  /// Every launch of a run, or of a step's part and of its update, with its median time over `runs` runs.
  package func profile(runs: Int) throws -> [LaunchTiming] {
    try LaunchTiming.timings(of: executable.steps, runs: runs, device: device) { queue, run in
      try step?.profile(on: queue, step: run, learningRate: Self.learningRate)
        ?? executable.profile(on: queue, step: run)
    }
  }

  package var arenaBytes: Int { executable.arenaBytes }
  /// The way in which a run is submitted to the driver.
  package var submission: String { executable.submission }
}
