import Benchmarks
import Device
import Operations

/// A preset whose products are measured, in the order of their shares of its training step.
struct TunedPreset {
  private let work: PresetWork
  private let device: any Device

  /// The approximate seconds, and the number of times, for which steps are timed.
  private static let seconds = 2.0
  private static let steps = 3...50
  /// The number of runs over which a launch's median time is taken.
  private static let profiledRuns = 3

  /// Throws if there is no preset of this name.
  init(_ name: String, device: any Device) throws {
    work = try PresetWork.parse(["--preset", name])
    self.device = device
  }

  /// The products of the training step with their shares, the largest first, followed by those that only
  /// searches have, those with the most arithmetic first.
  func products(_ selection: ProductSelection) throws -> [(shape: ProductShape, share: Double?)] {
    let timings = try benchmark(selection).profile(runs: Self.profiledRuns)
    let training: [(shape: ProductShape, share: Double?)] = ProductShares(timings).products.map { ($0, $1) }
    device.trimPool()
    let known = Set(training.map(\.shape))
    let context = OperationContext(device: AbsentDevice(device.info))
    _ = try work.searchSteps(device: context.device, context: context)
    let searching = context.products.filter { !known.contains($0) }.sorted { $0.flops > $1.flops }
    return training + searching.map { ($0, nil) }
  }

  /// The time of a training step, in milliseconds.
  func milliseconds(_ selection: ProductSelection) throws -> Double {
    defer { device.trimPool() }
    let benchmark = try benchmark(selection)
    let once = try benchmark.time(steps: 1, warmUp: 1, learningRate: Self.learningRate).milliseconds
    let count = min(max(Int(Self.seconds * 1e3 / once), Self.steps.lowerBound), Self.steps.upperBound)
    return try benchmark.time(steps: count, warmUp: 0, learningRate: Self.learningRate).milliseconds
  }

  private static let learningRate = 1e-3

  private func benchmark(_ selection: ProductSelection) throws -> TrainingBenchmark {
    try work.trainingBenchmark(
      device: device, context: OperationContext(device: device, selection: selection))
  }
}
