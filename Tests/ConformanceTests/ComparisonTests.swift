import Conformance
import Testing

@Suite struct ComparisonTests {
  @Test func theShareIsTheDistanceOverTheBound() {
    #expect(Comparison.compare([3, 4], [3, 4], tolerance: 0) == .share(0))
    #expect(Comparison.compare([3, 5], [3, 4], tolerance: 0.1) == .share(1 / (0.1 * 5 + 1e-6)))
    #expect(Comparison.compare([1e-6], [0], tolerance: 0.1) == .share(1))
    #expect(Comparison.compare([], [], tolerance: 0) == .share(0))
  }

  @Test func valuesThatAreNotFiniteMustBeTheExpectedOnes() {
    #expect(Comparison.compare([1, .nan], [1, 2], tolerance: 1) == .fault("element 1 is nan, expected 2.0"))
    #expect(Comparison.compare([1, 2], [1, .nan], tolerance: 1) == .fault("element 1 is 2.0, expected nan"))
    #expect(
      Comparison.compare([.infinity], [-.infinity], tolerance: 1) == .fault("element 0 is inf, expected -inf")
    )
    #expect(Comparison.compare([.infinity, .nan, 1], [.infinity, .nan, 1], tolerance: 0) == .share(0))
  }
}
