import Benchmarks
import Device
import Operations
import Tuning

/// A preset whose products are measured, in the order of their shares of its training step.
struct TunedPreset {
  private let work: PresetWork
  private let device: any Device

  /// The approximate seconds, and the number of times, for which steps are timed.
  private static let seconds = 2.0
  private static let steps = 3...50
  /// The number of runs over which a launch's median time is taken.
  private static let profiledRuns = 3

  /// `precision` stands in place of the preset's own. Throws if there is no preset of this name, and if the device has not
  /// the precision.
  init(_ name: String, precision: Precision?, device: any Device) throws {
    work = try PresetWork.parse(
      ["--preset", name] + (precision.map { ["--precision", $0.rawValue] } ?? []))
    try work.checkPrecision(on: device.info)
    self.device = device
  }

  /// The products of the training step with their shares, the largest first, followed by those that only
  /// searches have, those with the most arithmetic first.
  func products(_ selection: ProductSelection) throws -> [TunedProduct] {
    let context = try trainingContext(selection)
    let timings = try work.trainingBenchmark(device: device, context: context).profile(
      runs: Self.profiledRuns)
    let training = ProductShares(timings).products.map { TunedProduct($0, in: context, share: $1) }
    device.trimPool()
    let known = Set(training.map(\.key))
    let absent = AbsentDevice(device.info)
    let searching = OperationContext(device: absent, precision: try work.searchPrecision)
    _ = try work.searchSteps(device: absent, context: searching)
    let others = searching.products.map { TunedProduct($0, in: searching) }
    return training
      + others.filter { !known.contains($0.key) }.sorted { $0.shape.flops > $1.shape.flops }
  }

  /// The time of a training step, in milliseconds.
  func milliseconds(_ selection: ProductSelection) throws -> Double {
    defer { device.trimPool() }
    let benchmark = try work.trainingBenchmark(device: device, context: trainingContext(selection))
    let once = try benchmark.time(runs: 1, warmUp: 1).milliseconds
    let count = min(max(Int(Self.seconds * 1e3 / once), Self.steps.lowerBound), Self.steps.upperBound)
    return try benchmark.time(runs: count, warmUp: 0).milliseconds
  }

  private func trainingContext(_ selection: ProductSelection) throws -> OperationContext {
    OperationContext(device: device, selection: selection, precision: try work.trainingPrecision)
  }
}
