import Randomness

enum MatchPurpose: UInt64, StreamPurpose {
  case opening = 101
  case player = 102
}
