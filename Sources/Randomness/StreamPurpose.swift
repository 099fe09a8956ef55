/// The purpose of a run's random numbers. Streams of different purposes are independent. A purpose's number
/// must not change, because that would change runs.
package protocol StreamPurpose: RawRepresentable<UInt64> {}

extension StreamPurpose {
  /// The stream of a purpose. The two numbers distinguish its uses.
  package func stream(seed: UInt64, _ first: Int, _ second: Int = 0) -> RandomStream {
    RandomStream(seed, rawValue, UInt64(first), UInt64(second))
  }

  /// A seed drawn from the stream.
  package func seed(of run: UInt64, _ first: Int, _ second: Int = 0) -> UInt64 {
    var stream = stream(seed: run, first, second)
    return stream.next()
  }
}
