import Device
import Networks
import Operations
import Tensors

/// How fast a training step runs.
package struct TrainingTiming: Sendable, Equatable {
  /// Of one step that is waited for: the median.
  package let milliseconds: Double
  /// The host's part of a step, until all of it is enqueued: the median.
  package let hostMilliseconds: Double
  package let launches: Int
  package let arenaBytes: Int
  /// Tracing, planning and binding, in seconds.
  package let preparationSeconds: Double
  /// Multiply-adds of products, counted twice.
  package let flops: Double

  /// In microseconds.
  package var hostMicrosecondsPerLaunch: Double { hostMilliseconds * 1e3 / Double(launches) }

  /// The share of the device's measured peak of multiply-adds.
  package func share(of peaks: DevicePeaks) -> Double {
    flops / (milliseconds * 1e-3) / (peaks.multiplyAddGflops * 1e9)
  }
}

/// Times training steps on random data.
package struct TrainingBenchmark {
  private let device: any Device
  private let step: TrainingStep
  private let queue: any Queue
  private let preparationSeconds: Double

  /// Prepares a step with `make`, whose time is taken, and fills its inputs: int32 ones below `integerBounds[name]`,
  /// others anywhere in [0, 1) or, of uint8, 0...255.
  ///
  /// Throws where the device fails or cannot hold what is needed.
  package init(device: any Device, integerBounds: [String: Int], make: () throws -> TrainingStep) throws {
    self.device = device
    var made: TrainingStep?
    preparationSeconds = try seconds { made = try make() }
    step = made!
    queue = try device.makeQueue(profiling: false)
    var generator = SeededGenerator(seed: 1)
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

  /// The median of `steps` steps, after `warmUp` more.
  package func time(steps count: Int, warmUp: Int, learningRate: Double) throws -> TrainingTiming {
    var times: [Double] = []
    var hostTimes: [Double] = []
    for index in 0..<warmUp + count {
      var host = 0.0
      let time = try seconds {
        host = try seconds {
          try step.run(on: queue, step: UInt64(index), learningRate: learningRate)
          try queue.flush()
        }
        try queue.finish()
      }
      if index >= warmUp {
        times.append(time)
        hostTimes.append(host)
      }
    }
    return TrainingTiming(
      milliseconds: times.median * 1e3, hostMilliseconds: hostTimes.median * 1e3,
      launches: step.executable.steps.count + step.update.count, arenaBytes: step.executable.arenaBytes,
      preparationSeconds: preparationSeconds, flops: step.executable.steps.reduce(0) { $0 + $1.work.flops })
  }

  /// Every launch of a step with its median time over `runs` runs.
  package func profile(runs: Int) throws -> [LaunchTiming] {
    let profiling = try device.makeQueue(profiling: true)
    var times = [[Double]](repeating: [], count: step.executable.steps.count)
    for run in 0...runs {
      let durations = try step.executable.profile(on: profiling, step: UInt64(run))
      if run > 0 { for (index, time) in durations.enumerated() { times[index].append(Double(time) * 1e-3) } }
    }
    return zip(step.executable.steps, times).map { LaunchTiming(step: $0, microseconds: $1.median) }
  }

  package var arenaBytes: Int { step.executable.arenaBytes }
}

/// A launch of an executable and how long the device took for it.
package struct LaunchTiming {
  package let step: Executable.Step
  package let microseconds: Double
}
