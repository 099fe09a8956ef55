import ArgumentParser

/// `foresight inspect graph train`: lists the launches of a preset's training step.
struct InspectTrainGraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Lists the launches of a preset's training step.",
    discussion: "With --as, nothing runs; the device need not be here.")

  @OptionGroup var work: PresetWork
  @OptionGroup var view: GraphView

  func run() throws {
    try view.show({ try work.trainingBenchmark(device: $0) }) { device in
      let step = try work.trainingStep(device: device)
      if step.parts > 1, !view.forecast.json {
        printNow(
          "a batch is computed in \(step.parts) parts, one after the other; listed are the launches of one, and the update's"
        )
      }
      return step.steps
    }
  }
}

/// `foresight inspect graph suite`: lists the launches of a suite's operations on a device that need not be
/// present.
struct InspectSuiteGraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suite",
    abstract: "Lists the launches of a kernel suite's operations on a named device (--as).")

  @OptionGroup var suite: SuiteOption
  @OptionGroup var forecast: ForecastOption

  func validate() throws {
    if forecast.named.name == nil {
      throw ValidationError("name a device with --as; `foresight bench kernels` times the suite")
    }
  }

  func run() throws { try forecast.showSuite(suite.cases()) }
}
