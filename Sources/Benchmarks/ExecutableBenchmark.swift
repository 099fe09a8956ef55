import Device
import Randomness
import Tensors

/// Times an executable whose inputs hold random numbers.
package struct ExecutableBenchmark: ProfiledBenchmark {
  private let device: any Device
  private let executable: Executable
  private let queue: any Queue
  private let preparationSeconds: Double

  /// Times the preparation of the executable by `make`, and fills its inputs, which must be float32.
  ///
  /// Throws if the device fails or cannot hold what is needed.
  package init(device: any Device, make: () throws -> Executable) throws {
    self.device = device
    var made: Executable?
    preparationSeconds = try seconds { made = try make() }
    executable = made!
    queue = try device.makeQueue(profiling: false)
    var generator = SplitMix64(seed: 1)
    for (name, array) in executable.inputs.sorted(by: { $0.key < $1.key }) {
      let values = (0..<array.count).map { _ in Float.random(in: -1..<1, using: &generator) }
      try executable.upload(values, to: name, queue: queue)
    }
    try queue.finish()
  }

  /// The median of `runs` runs, after `warmUp` runs that are not counted.
  package func time(runs: Int, warmUp: Int) throws -> RunTiming {
    let (time, hostTime) = try queue.medianTimes(of: runs, warmUp: warmUp) {
      _ = try executable.run(on: queue, step: $0)
    }
    return RunTiming(
      milliseconds: time * 1e3, hostMilliseconds: hostTime * 1e3,
      launches: executable.steps.count, arenaBytes: arenaBytes, preparationSeconds: preparationSeconds,
      flops: executable.steps.reduce(0) { $0 + $1.work.flops })
  }

  package func profile(runs: Int) throws -> [LaunchTiming] {
    try LaunchTiming.timings(of: executable.steps, runs: runs, device: device) { queue, run in
      try executable.profile(on: queue, step: run)
    }
  }

  package var arenaBytes: Int { executable.arenaBytes }
  package var submission: String { executable.submission }
}
