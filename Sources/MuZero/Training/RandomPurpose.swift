import Randomness

enum RandomPurpose: UInt64, StreamPurpose {
  case episode = 1
  case selfPlay = 2
  case reanalysis = 3
  case sampling = 4
  case pastEnd = 5
  case evaluation = 6
  case parameters = 7
  case opponent = 8
}
