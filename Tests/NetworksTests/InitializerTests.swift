import Networks
import TestSupport
import Testing

@Suite struct InitializerTests {
  private static let fanIn = 30
  private static let fanOut = 50

  private static func values(
    _ initializer: Initializer, shape: [Int] = [200, 200], seed: UInt64 = 1,
    name: String = "dynamics.0.weight"
  ) -> [Double] {
    initializer.values(shape: shape, fanIn: fanIn, fanOut: fanOut, seed: seed, name: name).map { Double($0) }
  }

  @Test func constantsAreTheSameEverywhere() {
    #expect(Self.values(.zeros, shape: [2, 3]) == [0, 0, 0, 0, 0, 0])
    #expect(Self.values(.ones, shape: [2]) == [1, 1])
    #expect(Self.values(.constant(-0.5), shape: []) == [-0.5])
    #expect(Self.values(.kaimingNormal(), shape: [0, 5]) == [])
  }

  /// Mean, standard deviation, the fourth moment as a share of the squared variance, and the largest distance from the
  /// mean. The fourth moment tells the distributions apart: 3 for the normal, 1.8 for the uniform, and with
  /// φ(2) / Φ(±2) = 0.0565648 the truncated one has variance v = 1 − 4 · 0.0565648 and (3v − 16 · 0.0565648) / v².
  private struct Moments {
    var mean = 0.0
    let deviation: Double
    let kurtosis: Double
    let bound: Double

    static func uniform(mean: Double = 0, bound: Double) -> Moments {
      Moments(mean: mean, deviation: bound / 3.0.squareRoot(), kurtosis: 1.8, bound: bound)
    }

    static func normal(mean: Double = 0, _ deviation: Double) -> Moments {
      Moments(mean: mean, deviation: deviation, kurtosis: 3, bound: .infinity)
    }

    static func truncated(mean: Double = 0, _ deviation: Double) -> Moments {
      Moments(mean: mean, deviation: deviation, kurtosis: 2.3655, bound: 2 * deviation / 0.879626)
    }
  }

  private static let distributions: [(Initializer, Moments)] = [
    (.uniform(low: -1, high: 5), .uniform(mean: 2, bound: 3)),
    (.normal(mean: -2, standardDeviation: 0.5), .normal(mean: -2, 0.5)),
    (.truncatedNormal(mean: 1, standardDeviation: 0.5), .truncated(mean: 1, 0.5 * 0.879626)),
    (.xavierUniform(), .uniform(bound: (6.0 / 80).squareRoot())),
    (.xavierNormal(gain: 2), .normal(2 * (2.0 / 80).squareRoot())),
    (.kaimingUniform(), .uniform(bound: (6.0 / 30).squareRoot())),
    (.kaimingUniform(.leakyReLU(negativeSlope: 5.0.squareRoot())), .uniform(bound: (1.0 / 30).squareRoot())),
    (.kaimingUniform(.tanh), .uniform(bound: 5.0 / 3 * (3.0 / 30).squareRoot())),
    (.kaimingNormal(), .normal((2.0 / 30).squareRoot())),
    (.kaimingNormal(.linear, fan: .output), .normal((1.0 / 50).squareRoot())),
    (.lecunNormal, .truncated((1.0 / 30).squareRoot())),
    (
      .varianceScaling(scale: 3, fan: .output, distribution: .uniform),
      .uniform(bound: (9.0 / 50).squareRoot())
    ),
    (.varianceScaling(scale: 3, fan: .average, distribution: .normal), .normal((3.0 / 40).squareRoot())),
    (.pyTorchLinear, .uniform(bound: (1.0 / 30).squareRoot())),
    (.pyTorchRecurrent(units: 16), .uniform(bound: 0.25)),
  ]

  /// Of 40 000 values the bounds are at least five standard errors.
  @Test(arguments: distributions.indices) func momentsAndBoundsAreTheFormulas(index: Int) {
    let (initializer, expected) = Self.distributions[index]
    let values = Self.values(initializer)
    let mean = values.reduce(0, +) / Double(values.count)
    func moment(_ power: (Double) -> Double) -> Double {
      values.reduce(0) { $0 + power($1 - mean) } / Double(values.count)
    }
    let variance = moment { $0 * $0 }
    #expect(abs(mean - expected.mean) < 0.025 * expected.deviation, "\(initializer): mean \(mean)")
    #expect(
      abs(variance.squareRoot() / expected.deviation - 1) < 0.02, "\(initializer): variance \(variance)")
    let kurtosis = moment { $0 * $0 * $0 * $0 } / (variance * variance)
    #expect(abs(kurtosis - expected.kurtosis) < 0.13, "\(initializer): kurtosis \(kurtosis)")
    let furthest = values.map { abs($0 - expected.mean) }.max()!
    #expect(furthest <= expected.bound * (1 + 1e-6), "\(initializer): \(furthest)")
    #expect(furthest > min(0.99 * expected.bound, 3 * expected.deviation), "\(initializer): \(furthest)")
  }

  @Test(arguments: [[40, 40], [12, 50], [50, 12], [8, 3, 3, 3], [1, 5], [5, 1]])
  func orthogonalMatricesAre(shape: [Int]) {
    let values = Self.values(.orthogonal(gain: 2), shape: shape)
    let (rows, columns) = (shape[0], shape[1...].reduce(1, *))
    let isWide = rows <= columns
    let (count, length) = isWide ? (rows, columns) : (columns, rows)
    var worst = 0.0
    for first in 0..<count {
      for second in 0...first {
        let product = (0..<length).reduce(0) { sum, index in
          let places =
            isWide
            ? (first * columns + index, second * columns + index)
            : (index * columns + first, index * columns + second)
          return sum + values[places.0] * values[places.1]
        }
        worst = max(worst, abs(product - (first == second ? 4 : 0)))
      }
    }
    #expect(worst < 1e-5, "\(shape)")
  }

  /// A uniform one turns by any angle, and mirrors as often as not.
  @Test func orthogonalMatricesAreUniform() {
    let matrices = (0..<2000).map { Self.values(.orthogonal(), shape: [2, 2], seed: $0) }
    func mean(_ value: ([Double]) -> Double) -> Double { matrices.reduce(0) { $0 + value($1) } / 2000 }
    for index in 0..<4 {
      #expect(abs(mean { $0[index] }) < 0.08)
      #expect(abs(mean { $0[index] * $0[index] } - 0.5) < 0.04)
    }
    #expect(abs(mean { $0[0] * $0[3] - $0[1] * $0[2] }) < 0.12)
  }

  /// Computed by another implementation of SplitMix64: a run's start must not change with the program's version.
  @Test func valuesArePinned() {
    func values(_ initializer: Initializer, _ count: Int) -> [Float] {
      initializer.values(shape: [count], fanIn: 1, fanOut: 1, seed: 1, name: "dynamics.0.weight")
    }
    expectClose(
      values(.uniform(low: 0, high: 1), 4),
      [0.39469700971368593, 0.8134884383086848, 0.005660136632171131, 0.96385833351312])
    expectClose(values(.normal(mean: 0, standardDeviation: 1), 2), [0.3891999905821149, -0.9233502256346768])
  }

  @Test func seedsAndNamesGiveIndependentValues() {
    let initializer = Initializer.normal(mean: 0, standardDeviation: 1)
    let values = Self.values(initializer)
    #expect(values == Self.values(initializer))
    for other in [
      Self.values(initializer, seed: 2), Self.values(initializer, name: "dynamics.0.weighs"),
      Self.values(initializer, name: "dynamics.1.weight"), Self.values(initializer, name: ""),
    ] {
      let correlation = zip(values, other).reduce(0) { $0 + $1.0 * $1.1 } / Double(values.count)
      #expect(abs(correlation) < 0.025)
    }
  }
}
