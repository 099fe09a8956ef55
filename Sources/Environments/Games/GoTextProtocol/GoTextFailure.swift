/// The failure of a command of the Go Text Protocol, in the protocol's words.
enum GoTextFailure: String, Error {
  case unknownCommand = "unknown command"
  case syntaxError = "syntax error"
  case unacceptableSize = "unacceptable size"
  case illegalMove = "illegal move"
  case cannotUndo = "cannot undo"
  case boardNotEmpty = "board not empty"
  case invalidNumberOfStones = "invalid number of stones"
  case badVertexList = "bad vertex list"
  case cannotLoadFile = "cannot load file"
  case cannotWriteFile = "cannot open or write file"
}
