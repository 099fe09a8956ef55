/// What a player's text says behind the program: what it is called, what bounds its moves, and options of its own.
package struct ProgramOptions: Sendable, Equatable {
  package var name: String?
  package var nodes: Int?
  package var moveTime: Int?
  package var depth: Int?
  /// In their order; of GTP, whose programs have no options, none.
  package var values: [(name: String, value: String)] = []
  /// Of GTP: commands at the beginning.
  package var commands: [String] = []

  package init() {}

  package static func == (first: ProgramOptions, second: ProgramOptions) -> Bool {
    first.name == second.name && first.nodes == second.nodes && first.moveTime == second.moveTime
      && first.depth == second.depth && first.commands == second.commands
      && first.values.map(\.name) == second.values.map(\.name)
      && first.values.map(\.value) == second.values.map(\.value)
  }
}
