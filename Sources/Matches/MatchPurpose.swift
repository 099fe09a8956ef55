import Randomness

/// What a match's random numbers are for.
enum MatchPurpose: UInt64, StreamPurpose {
  case opening = 101
  case player = 102
}
