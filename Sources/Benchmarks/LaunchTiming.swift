import Device
import Tensors

/// A launch of an executable and the device's time for it.
package struct LaunchTiming {
  package let step: Executable.Step
  package let microseconds: Double
}

extension LaunchTiming {
  /// Every one of `steps` with its median time over `runs` runs, after one run that is not counted. `profile`
  /// runs all of them once, and returns the device's time of each in nanoseconds.
  static func timings(
    of steps: [Executable.Step], runs: Int, device: any Device,
    profile: (_ queue: any Queue, _ run: UInt64) throws -> [UInt64]
  ) throws -> [LaunchTiming] {
    let profiling = try device.makeQueue(profiling: true)
    var times = [[Double]](repeating: [], count: steps.count)
    for run in 0...runs {
      let durations = try profile(profiling, UInt64(run))
      if run > 0 { for (index, time) in durations.enumerated() { times[index].append(Double(time) * 1e-3) } }
    }
    return zip(steps, times).map { LaunchTiming(step: $0, microseconds: $1.median) }
  }
}
