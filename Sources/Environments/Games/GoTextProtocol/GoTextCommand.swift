/// The commands of the Go Text Protocol that are answered.
enum GoTextCommand: String, CaseIterable {
  case protocolVersion = "protocol_version"
  case name
  case version
  case knownCommand = "known_command"
  case listCommands = "list_commands"
  case quit
  case boardSize = "boardsize"
  case clearBoard = "clear_board"
  case komi
  case play
  case generateMove = "genmove"
  case undo
  case finalScore = "final_score"
  case showBoard = "showboard"
  case timeSettings = "time_settings"
  case timeLeft = "time_left"

  /// How many arguments it must have. Clocks are not looked at.
  var argumentCount: Int {
    switch self {
    case .knownCommand, .boardSize, .komi, .generateMove: 1
    case .play: 2
    default: 0
    }
  }
}
