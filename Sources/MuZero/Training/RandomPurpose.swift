import Randomness

/// What a run's random numbers are for: streams of different purposes have nothing in common.
enum RandomPurpose: UInt64 {
  case episode = 1
  case selfPlay = 2
  case reanalysis = 3
  case sampling = 4
  case pastEnd = 5
  case evaluation = 6
  case parameters = 7
  case opponent = 8

  /// The stream of a purpose, by numbers that tell its uses apart.
  func stream(seed: UInt64, _ first: Int, _ second: Int = 0) -> RandomStream {
    RandomStream(seed, rawValue, UInt64(first), UInt64(second))
  }

  /// A seed drawn from the stream.
  func seed(of run: UInt64, _ first: Int, _ second: Int = 0) -> UInt64 {
    var stream = stream(seed: run, first, second)
    return stream.next()
  }
}
