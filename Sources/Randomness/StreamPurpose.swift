/// What a run's random numbers are for; streams of different purposes have nothing in common. A purpose's number must
/// not change, or runs would.
package protocol StreamPurpose: RawRepresentable<UInt64> {}

extension StreamPurpose {
  /// The stream of a purpose, by numbers that tell its uses apart.
  package func stream(seed: UInt64, _ first: Int, _ second: Int = 0) -> RandomStream {
    RandomStream(seed, rawValue, UInt64(first), UInt64(second))
  }

  /// A seed drawn from the stream.
  package func seed(of run: UInt64, _ first: Int, _ second: Int = 0) -> UInt64 {
    var stream = stream(seed: run, first, second)
    return stream.next()
  }
}
