import Device
import TestSupport
import Testing

@testable import Operations

/// CLBlast's products against ones in double precision.
@Suite struct LibraryProductTests {
  struct Sizes: Sendable, CustomTestStringConvertible {
    let (m, n, k, batch): (Int, Int, Int, Int)
    var testDescription: String { "\(batch) times \(m)×\(k) by \(k)×\(n)" }
  }

  static let sizes = [(1, 1, 1, 1), (13, 7, 31, 1), (33, 64, 17, 1), (5, 19, 3, 3)].map(Sizes.init)

  @Test(arguments: sizes, [(false, false), (false, true), (true, false), (true, true)])
  func productIsRight(sizes: Sizes, transposes: (left: Bool, right: Bool)) throws {
    let bench = try Bench(.clblast)
    let (m, n, k, batch) = (sizes.m, sizes.n, sizes.k, sizes.batch)
    var numbers = SeededGenerator(seed: 3)
    let (a, b) = (numbers.floats(batch * m * k), numbers.floats(batch * k * n))
    let initial = numbers.floats(batch * m * n)
    let left = try bench.array(a, transposes.left ? [batch, k, m] : [batch, m, k])
    let right = try bench.array(b, transposes.right ? [batch, n, k] : [batch, k, n])
    var expected: [Double] = []
    for entry in 0..<batch {
      for row in 0..<m {
        for column in 0..<n {
          expected.append(
            (0..<k).map { depth in
              Double(a[entry * m * k + (transposes.left ? depth * m + row : row * k + depth)])
                * Double(b[entry * k * n + (transposes.right ? column * k + depth : depth * n + column)])
            }.reduce(0, +))
        }
      }
    }
    for accumulates in [false, true] {
      let output =
        accumulates ? try bench.array(initial, [batch, m, n]) : try bench.unwritten([batch, m, n])
      try bench.run(
        MatrixProduct.forward(
          a: left, b: right, output: output, transposeA: transposes.left, transposeB: transposes.right,
          accumulate: accumulates, context: bench.context))
      let sum = accumulates ? zip(initial, expected).map { Double($0) + $1 } : expected
      expectClose(try bench.values(output), sum, absolute: 1e-5, accumulates ? "accumulated" : "assigned")
    }
    #expect(bench.context.choices == [.clblast])
  }

  /// Beyond the size up to which CLBlast computes with a single kernel.
  @Test func aLargeProductIsRight() throws {
    let bench = try Bench(.clblast)
    let (m, n, k) = (1027, 1030, 520)
    // Small whole numbers, so that the sums are exact: a[i, p] = i % 3 + p % 2, b[p, j] = p % 2 − j % 4.
    let a = (0..<m * k).map { Float($0 / k % 3 + $0 % k % 2) }
    let b = (0..<k * n).map { Float($0 / n % 2 - $0 % n % 4) }
    let output = try bench.unwritten([m, n])
    try bench.run(
      MatrixProduct.forward(
        a: bench.array(a, [m, k]), b: bench.array(b, [k, n]), output: output, context: bench.context))
    let values = try bench.values(output)
    let wrong = (0..<m * n).first { index in
      let (i, j) = (index / n % 3, index % n % 4)
      return values[index] != Float(k / 2 * (i * -j + (i + 1) * (1 - j)))
    }
    #expect(wrong == nil)
  }

  @Test func whatTheLibraryCannotDoIsLeftToOthers() throws {
    let bench = try Bench(.clblast)
    let bias = try bench.array([Float(1), 2], [2])
    let output = try bench.unwritten([1, 2])
    try bench.run(
      Linear.forward(
        input: bench.array([Float(3)], [1, 1]), weight: bench.array([Float(4), 5], [2, 1]), bias: bias,
        output: output,
        context: bench.context))
    #expect(try bench.values(output) == [13, 17])
    #expect(bench.context.choices == [.vector])
  }
}
