import ArgumentParser
import Benchmarks
import Device
import Foundation
import Operations
import Tuning

/// `foresight tune`: the only command that measures different ways to compute something.
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Finds the fastest way to compute each matrix product and convolution on a device.",
    discussion: """
      Every way that the device offers is checked against sums in double precision and timed; the fastest replaces \
      the default where it is clearly faster. Results are saved after each product, so that an interrupted run \
      keeps what it has measured, and are used by all commands from then on, those of a precision where that precision is \
      used. With --preset, products come in the order of their shares of the training step, which is timed before and after.
      """)

  @OptionGroup var suite: SuiteOption
  @OptionGroup var device: DeviceOption

  @Option(
    help: ArgumentHelp(
      "The products of a preset's training steps and searches, in place of a suite's.", valueName: "name"))
  var preset: String?

  @Option(
    help: ArgumentHelp(
      "What products read of their operands: \(Precision.allCases.map(\.rawValue).joined(separator: ", ")) (default: the preset's learner.precision and search.precision, else float32).",
      valueName: "precision"))
  var precision: Precision?

  @Flag(help: "Leave out the products that were measured already.")
  var resume = false

  @Flag(help: "Print a line of JSON for each product.")
  var json = false

  @Option(help: "Begin no further product after so many minutes.")
  var minutes: Double?

  func validate() throws {
    if let minutes, !(minutes > 0 && minutes <= Self.maximumMinutes) {
      throw ValidationError("--minutes is \(minutes), but must be above 0, and at most a week's 10080")
    }
    guard let preset else { return }
    if suite.suite != nil || suite.only != nil {
      throw ValidationError("--suite and --only cannot be given with --preset; leave out one")
    }
    _ = try AgentWork(preset)
  }

  private static let maximumMinutes = 10080.0

  func run() throws {
    let device = try device.select()
    try precision?.check("--precision", on: device.info)
    let end = minutes.map { ContinuousClock.now + .seconds($0 * 60) }
    let store = TuningStore(device: device.info)
    let entries = store.load()
    if let preset {
      try run(
        TunedPreset(preset, precision: precision, device: device), store: store, entries: entries, until: end,
        on: device)
    } else {
      let (products, failures) = Tuner.products(
        of: try suite.cases(), device: device, precision: precision ?? .float32)
      var session = TuneSession(store: store, entries: entries, end: end, json: json)
      session.failures = failures
      try session.tune(products, resumes: resume, device: device)
      try session.finish()
    }
  }

  /// Measures a preset's products, and their effect on its training step.
  private func run(
    _ preset: TunedPreset, store: TuningStore, entries: [String: TuningEntry],
    until end: ContinuousClock.Instant?, on device: any Device
  ) throws {
    let saved = ProductSelection(entries.compactMapValues(\.choice))
    let before = try preset.milliseconds(saved)
    if !json { printNow(String(format: "a training step takes %.3f ms before", before)) }
    var session = TuneSession(store: store, entries: entries, end: end, json: json)
    try session.tune(preset.products(saved), resumes: resume, device: device)
    let after = try preset.milliseconds(session.selection)
    printNow(
      try json
        ? JSONLine.encode(["step_before_ms": before.rounded(to: 5), "step_after_ms": after.rounded(to: 5)])
        : String(
          format: "a training step takes %.3f ms now: %.3f times as fast as before", after, before / after))
    try session.finish()
  }
}
