import ArgumentParser
import Benchmarks
import Device
import Environments
import Foundation
import MuZero
import Networks
import Operations
import PlaNet
import Tuning

/// `foresight tune`: the only place where ways to compute something are measured against each other.
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Finds the fastest way to compute each matrix product and convolution on a device.",
    discussion: """
      Every way that the device offers is checked against sums in double precision and timed; the fastest replaces \
      the default where it is clearly faster. Results are saved after each product, so that an interrupted run \
      keeps what it has measured, and are used by all commands from then on.
      """)

  @OptionGroup var suite: SuiteOption
  @OptionGroup var device: DeviceOption

  @Option(
    help: ArgumentHelp(
      "The products of a preset's training steps and searches, in place of a suite's.", valueName: "name"))
  var preset: String?

  @Flag(help: "Leave out the products that were measured already.")
  var resume = false

  @Flag(help: "Print a line of JSON for each product.")
  var json = false

  func validate() throws {
    guard let preset else { return }
    if suite.suite != nil || suite.only != nil {
      throw ValidationError("--suite and --only cannot be given with --preset; leave out one")
    }
    let names = MuZeroPreset.all.map(\.name) + PlaNetPreset.all.map(\.name)
    if !names.contains(EnvironmentCatalog.currentName(preset)) {
      throw ValidationError("no preset is named \"\(preset)\"; there are \(names.joined(separator: ", "))")
    }
  }

  /// Trees of a search that are evaluated at once, at most.
  private static let searchBatch = 64

  /// The products of a preset's training step, and of its searches or of its search for plans.
  private static func products(ofPreset name: String, device: any Device) throws -> [ProductShape] {
    let context = OperationContext(device: device)
    if let preset = MuZeroPreset.named(name) {
      _ = try MuZeroSizes.parse(["--preset", name]).benchmark(device: device, context: context)
      let builder = ModelBuilder()
      let network = MuZeroNetwork(builder, preset.network)
      _ = try NetworkEvaluator(
        network, store: ModelStore(builder, device: device), slots: searchBatch, bound: searchBatch,
        context: context)
    } else {
      _ = try PlaNetSizes.parse(["--preset", name]).benchmark(device: device, context: context)
      _ = try PlanSizes.parse(["--preset", name]).benchmark(device: device, context: context)
    }
    device.trimPool()
    return context.products
  }

  func run() throws {
    let device = try device.select()
    let store = TuningStore(device: device.info)
    var entries = store.load()
    var (products, failures) =
      try preset.map { (try Self.products(ofPreset: $0, device: device), []) }
      ?? Tuner.products(of: suite.cases(), device: device)
    if resume { products.removeAll { entries[$0.key] != nil } }
    if !json { printNow("\(device.info.name): \(products.count) products to measure") }
    let tuner = try Tuner(device: device)
    var summary = TuneSummary()
    // Saved once before measuring, so that a folder that cannot be written shows at once.
    var canSave = store.save(entries)
    for (index, shape) in products.enumerated() {
      do {
        let tuning = try tuner.tune(shape)
        summary.add(tuning)
        let report = TuneReport(tuning)
        printNow(try json ? JSONLine.encode(report) : "[\(index + 1)/\(products.count)] \(report.text)")
        guard tuning.best != nil else { continue }
        entries[shape.key] = tuning.entry
        if canSave { canSave = store.save(entries) }
      } catch {
        failures.append((shape.key, "\(error)"))
      }
    }
    if !json {
      printNow(summary.text + (canSave && summary.count > 0 ? "; saved in \(store.file.path)" : ""))
    }
    for failure in failures {
      let report = TuneReport(failed: failure.name, error: failure.reason)
      printNow(try json ? JSONLine.encode(report) : report.text)
    }
    if !failures.isEmpty || summary.wrong > 0 { throw ExitCode.failure }
  }
}

extension Device {
  /// The choices that `foresight tune` has saved for the device.
  var savedSelection: ProductSelection { TuningStore(device: info).selection() }
}
