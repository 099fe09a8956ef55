/// The part of a player's text after the program: its name, the limits of its moves, and the program's own
/// options.
package struct ProgramOptions: Sendable {
  package var name: String?
  package var nodes: Int?
  package var moveTime: Int?
  package var depth: Int?
  /// The program's options, in order. GTP programs have none.
  package var values: [(name: String, value: String)] = []
  /// The commands at the beginning, for GTP programs.
  package var commands: [String] = []

  package init() {}
}
