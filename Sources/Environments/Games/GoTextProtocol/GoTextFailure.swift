/// What a command of the Go Text Protocol fails with, in the protocol's words.
enum GoTextFailure: String, Error {
  case unknownCommand = "unknown command"
  case syntaxError = "syntax error"
  case unacceptableSize = "unacceptable size"
  case illegalMove = "illegal move"
  case cannotUndo = "cannot undo"
}
