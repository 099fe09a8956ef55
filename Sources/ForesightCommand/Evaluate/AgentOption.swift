import ArgumentParser
import Runs

extension CheckpointChoice: ExpressibleByArgument {
  /// `newest`, `best`, or that of a step.
  public init?(argument: String) { self.init(word: argument) }
}

/// The arguments that name a run's agent.
struct AgentOption: ParsableArguments {
  @OptionGroup var run: RunOption

  @Option(
    help: ArgumentHelp(
      "The checkpoint: the newest, the one whose evaluation in training was the best, or that of a step.",
      valueName: "newest|best|step"))
  var checkpoint: CheckpointChoice = .newest
}
