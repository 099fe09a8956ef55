import Device
import Operations
import Tensors

/// The time of one direction of an operation, and its rate.
package struct DirectionTiming: Sendable {
  /// The time of one run of all of the direction's launches.
  package let milliseconds: Double
  /// The rate that is compared with the device's peak.
  package let rate: Rate
  /// The rate as a share of the device's measured peak. Copies of data that fits the caches can exceed 1.
  package let share: Double

  package enum Rate: Sendable {
    /// Floating-point operations per time, in GFLOP/s.
    case gflops(Double)
    /// Bytes that must be read and written per time, in GB/s; for operations without matrix products.
    case gbps(Double)
  }
}

/// The timing of a suite's case.
package struct KernelTiming: Sendable {
  package let name: String
  package let forward: DirectionTiming
  /// The timing of all gradients; nil for operations without gradients.
  package let backward: DirectionTiming?
  package let variants: [KernelVariant]
}

/// Times operations on one device: the launches of their outputs, and those of their gradients.
///
/// A time is that of N queued runs of all of a direction's launches with one wait, divided by N, where N
/// makes a batch take at least 10 ms. The result is the median over several batches after a warm-up, with
/// forward and backward batches in turn.
package struct KernelBenchmark {
  private let device: any Device
  private let queue: any Queue
  private let peaks: DevicePeaks
  private let repeats: Int
  private let selection: ProductSelection

  /// The minimum time of a batch, in seconds.
  private static let batchSeconds = 0.010
  /// The largest number of launches that are queued at once.
  private static let launchLimit = 1 << 14

  /// `repeats` is the number of batches, at least 1; `selection` holds the saved choices. Throws if the
  /// device cannot make a queue.
  package init(
    device: any Device, peaks: DevicePeaks, repeats: Int, selection: ProductSelection = ProductSelection()
  ) throws {
    precondition(repeats > 0, "\(repeats) batches")
    self.device = device
    self.peaks = peaks
    self.repeats = repeats
    self.selection = selection
    queue = try device.makeQueue(profiling: false)
  }

  /// Throws if the operation is unknown, if it does not fit its shapes, or if the device fails.
  package func time(_ suiteCase: KernelSuite.Case) throws -> KernelTiming {
    defer { device.trimPool() }
    let context = OperationContext(device: device, selection: selection)
    let made = try suiteCase.executables(context: context)
    let (forward, backward) = (made.forward, made.backward)
    try fill(forward, made.traced, for: suiteCase)
    try forward.executable.run(on: queue)
    if let backward {
      try fill(backward, made.gradients.operation, for: suiteCase)
      for name in made.gradients.saved.keys where backward.executable.inputs[name] != nil {
        let (source, target) = (forward.executable.outputs[name]!, backward.executable.inputs[name]!)
        try queue.copy(from: source.buffer, to: target.buffer, byteCount: target.buffer.byteCount)
      }
      // The timed runs add to the gradients of parameters, which this run sets first.
      try backward.executable.run(on: queue)
    }
    try queue.finish()
    let timings = try time([forward, backward].compactMap { $0 })
    return KernelTiming(
      name: suiteCase.name, forward: timings[0], backward: backward == nil ? nil : timings[1],
      variants: context.choices)
  }

  /// The times of the executables, which run in turn.
  private func time(_ executables: [OperationExecutable]) throws -> [DirectionTiming] {
    let lists = executables.map { $0.executable.steps.map(\.launch) }
    let counts = try lists.map(batchCount)
    var times = lists.map { _ in [Double]() }
    for _ in 0..<repeats {
      for (index, launches) in lists.enumerated() {
        times[index].append(
          try queuedSeconds(launches, count: counts[index], on: queue) / Double(counts[index]))
      }
    }
    return zip(times, executables).map { timing($0.median, $1.work) }
  }

  private func fill(
    _ executable: OperationExecutable, _ traced: TracedOperation, for suiteCase: KernelSuite.Case
  ) throws {
    for (name, port) in traced.inputs {
      try executable.upload(
        suiteCase.values(name, count: port.tensor.count), to: name, queue: queue)
    }
    for (name, port) in traced.cotangents {
      try executable.upload(
        [Float](repeating: 1, count: port.tensor.count), toCotangent: name, queue: queue)
    }
  }

  /// The number of runs that make a batch long enough. Counting them warms the kernels up, too.
  private func batchCount(_ launches: [any Launch]) throws -> Int {
    guard !launches.isEmpty else { return 1 }
    let limit = max(1, Self.launchLimit / launches.count)
    _ = try queuedSeconds(launches, count: 1, on: queue)
    var count = 1
    while true {
      let time = try queuedSeconds(launches, count: count, on: queue)
      if time >= Self.batchSeconds || count == limit { return count }
      let wanted = 1.1 * Double(count) * Self.batchSeconds / max(time, 1e-9)
      count = min(limit, max(2 * count, Int(min(wanted, Double(limit)))))
    }
  }

  private func timing(_ seconds: Double, _ work: Work) -> DirectionTiming {
    let isArithmetic = work.flops > 0
    let rate = (isArithmetic ? work.flops : work.bytes) / seconds * 1e-9
    return DirectionTiming(
      milliseconds: seconds * 1e3,
      rate: isArithmetic ? .gflops(rate) : .gbps(rate),
      share: rate / (isArithmetic ? peaks.multiplyAddGflops : peaks.copyGbps))
  }
}
