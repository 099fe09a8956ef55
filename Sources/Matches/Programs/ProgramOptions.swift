/// What a player's text says behind the program: what it is called, what bounds its moves, and options of its own.
package struct ProgramOptions: Sendable {
  package var name: String?
  package var nodes: Int?
  package var moveTime: Int?
  package var depth: Int?
  /// In their order; of GTP, whose programs have no options, none.
  package var values: [(name: String, value: String)] = []
  /// Of GTP: commands at the beginning.
  package var commands: [String] = []

  package init() {}
}
