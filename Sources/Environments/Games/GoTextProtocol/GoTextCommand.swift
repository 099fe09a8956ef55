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
  case fixedHandicap = "fixed_handicap"
  case placeFreeHandicap = "place_free_handicap"
  case setFreeHandicap = "set_free_handicap"
  case play
  case generateMove = "genmove"
  case generateCleanupMove = "kgs-genmove_cleanup"
  case undo
  case finalScore = "final_score"
  case finalStatusList = "final_status_list"
  case showBoard = "showboard"
  case loadRecord = "loadsgf"
  case printRecord = "printsgf"
  case timeSettings = "time_settings"
  case serverTimeSettings = "kgs-time_settings"
  case timeLeft = "time_left"
  case analyze = "lz-analyze"
  case analyzeForKata = "kata-analyze"

  /// The number of arguments that a command must have.
  var argumentCount: Int {
    switch self {
    case .knownCommand, .boardSize, .komi, .generateMove, .generateCleanupMove, .fixedHandicap,
      .placeFreeHandicap, .finalStatusList, .loadRecord, .serverTimeSettings:
      1
    case .play, .setFreeHandicap: 2
    case .timeSettings, .timeLeft: 3
    default: 0
    }
  }
}
