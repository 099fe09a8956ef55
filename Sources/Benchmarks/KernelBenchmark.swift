import Device
import Operations
import Tensors

/// What one direction of an operation took, and what it did in that time.
package struct DirectionTiming: Sendable {
  /// Of one run of the direction's whole list of launches.
  package let milliseconds: Double
  /// What is compared with the device's peak.
  package let rate: Rate
  /// The rate as a part of the device's measured peak. Copies of what fits the caches can exceed 1.
  package let share: Double

  package enum Rate: Sendable {
    /// Floating-point operations, in GFLOP/s.
    case gflops(Double)
    /// Bytes that must be read and written, in GB/s; for operations without matrix-product-like work.
    case gbps(Double)
  }
}

/// A suite's case, timed.
package struct KernelTiming: Sendable {
  package let name: String
  package let forward: DirectionTiming
  /// Every gradient; nil for operations without.
  package let backward: DirectionTiming?
  package let variants: [KernelVariant]
}

/// Times graphs of one operation on one device: one to the outputs, and one from there to the gradients.
///
/// A time is that of N queued runs of a direction's whole list of launches and one wait, divided by N; N makes a
/// batch take 10 ms or more. The result is the median over several batches after a warm-up, forward and
/// backward in turn.
package struct KernelBenchmark {
  private let device: any Device
  private let queue: any Queue
  private let peaks: DevicePeaks
  private let repeats: Int
  private let selection: ProductSelection

  /// At least this long is a batch, in seconds.
  private static let batchSeconds = 0.010
  /// No more launches than this are queued at once.
  private static let launchLimit = 1 << 14

  /// `repeats` is the number of batches, at least 1; `selection` holds the saved choices. Throws where the device gives no queue.
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

  /// Throws where the operation is unknown, does not fit its shapes, or the device fails.
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
      // Begins with gradients of parameters that are 0.
      try backward.executable.run(on: queue)
    }
    try queue.finish()
    let timings = try time([forward, backward].compactMap { $0 })
    return KernelTiming(
      name: suiteCase.name, forward: timings[0], backward: backward == nil ? nil : timings[1],
      variants: context.choices)
  }

  /// The times of executables, in turn.
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

  /// How many runs make a batch long enough; they warm the kernels up as well.
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
