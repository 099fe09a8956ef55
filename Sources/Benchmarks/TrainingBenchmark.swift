import Device
import Networks
import Operations
import Randomness
import Tensors

/// Times training steps on random data.
package struct TrainingBenchmark: ProfiledBenchmark {
  private let device: any Device
  private let step: TrainingStep
  private let queue: any Queue
  private let preparationSeconds: Double

  /// Times the preparation of a step by `make`, and fills its inputs: int32 ones with numbers below
  /// `integerBounds[name]`, float32 ones with numbers in [0, 1), uint8 ones with 0...255.
  ///
  /// Throws if the device fails or cannot hold what is needed.
  package init(device: any Device, integerBounds: [String: Int], make: () throws -> TrainingStep) throws {
    self.device = device
    var made: TrainingStep?
    preparationSeconds = try seconds { made = try make() }
    step = made!
    queue = try device.makeQueue(profiling: false)
    var generator = SplitMix64(seed: 1)
    for input in step.inputs {
      let count = input.shape.product
      switch input.element {
      case .float32:
        try step.upload(
          (0..<count).map { _ in Float.random(in: 0..<1, using: &generator) }, to: input.name, queue: queue)
      case .int32:
        let bound = Int32(integerBounds[input.name] ?? 1)
        try step.upload(
          (0..<count).map { _ in Int32.random(in: 0..<bound, using: &generator) }, to: input.name,
          queue: queue)
      case .uint8:
        try step.upload(
          (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }, to: input.name, queue: queue)
      }
    }
    try queue.finish()
  }

  /// The median of `steps` steps, after `warmUp` steps that are not counted.
  package func time(steps count: Int, warmUp: Int, learningRate: Double) throws -> RunTiming {
    let (time, hostTime) = try queue.medianTimes(of: count, warmUp: warmUp) {
      _ = try step.run(on: queue, step: $0, learningRate: learningRate)
    }
    return RunTiming(
      milliseconds: time * 1e3, hostMilliseconds: hostTime * 1e3,
      launches: step.launchCount, arenaBytes: step.executable.arenaBytes,
      preparationSeconds: preparationSeconds,
      flops: Double(step.parts) * step.executable.steps.reduce(0) { $0 + $1.work.flops })
  }

  /// Every launch of a part and of the update, with its median time over `runs` runs.
  package func profile(runs: Int) throws -> [LaunchTiming] {
    try LaunchTiming.timings(of: step.steps, runs: runs, device: device) { queue, run in
      try step.profile(on: queue, step: run, learningRate: 1e-3)
    }
  }

  package var arenaBytes: Int { step.executable.arenaBytes }
  package var submission: String { step.executable.submission }
}
