import Randomness

/// The purposes of a match's random numbers.
enum MatchPurpose: UInt64, StreamPurpose {
  case opening = 101
  case player = 102
}
