import ArgumentParser

@main
struct Foresight: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "foresight",
    abstract: "Trains agents that plan with a learned model, on any OpenCL device.",
    subcommands: [
      BenchCommand.self,
      DevicesCommand.self,
    ])
}
