import Device
import Operations
import TestSupport
import Testing

/// How saved choices act on what is bound.
@Suite struct SelectionTests {
  private let m = 30
  private let n = 40
  private let k = 300

  /// The variants that a product of a saved choice runs with; its result must be right whatever the choice.
  private func variants(
    _ choice: ProductChoice, accumulates: Bool = false, forced: KernelVariant? = nil, bias: Bool = false
  ) throws -> [KernelVariant] {
    let bench = try Bench()
    // Whole numbers, so that sums are exact in any order.
    let left = (0..<m * k).map { Float($0 % 5) - 2 }
    let right = (0..<n * k).map { Float($0 % 3) - 1 }
    let recording = OperationContext(device: bench.context.device)
    func launches(_ context: OperationContext, _ output: DeviceArray) throws -> [any Launch] {
      let (a, b) = (try bench.array(left, [m, k]), try bench.array(right, bias ? [n, k] : [k, n]))
      return bias
        ? try Linear.forward(
          input: a, weight: b, bias: bench.array([Float](repeating: 1, count: n), [n]), output: output,
          context: context)
        : try MatrixProduct.forward(a: a, b: b, output: output, accumulate: accumulates, context: context)
    }
    func output() throws -> DeviceArray {
      accumulates
        ? try bench.array([Float](repeating: 3, count: m * n), [m, n]) : try bench.unwritten([m, n])
    }
    let expected = try output()
    try bench.run(launches(recording, expected))
    let selection = ProductSelection([recording.products[0].key: choice])
    let context = OperationContext(device: bench.context.device, forced: forced, selection: selection)
    let actual = try output()
    try bench.run(launches(context, actual))
    #expect(try bench.values(actual) == bench.values(expected))
    return context.choices
  }

  @Test func aSavedChoiceIsUsed() throws {
    #expect(try variants(.group(tile: .tile32x32)) == [.group])
    #expect(try variants(.clblast) == [.clblast])
    #expect(try variants(.vector(rows: 14, columns: 32, splits: 1)) == [.vector])
  }

  @Test func aForcedVariantComesFirst() throws {
    #expect(try variants(.group(tile: .tile32x32), forced: .vector) == [.vector])
  }

  @Test(arguments: [
    (0, 0, 0), (-14, 32, 1), (13, 32, 1), (14, 7, 1), (14, 1 << 20, 1), (14, 32, 2), (14, 32, -1),
    (Int.max, Int.max, Int.max),
  ])
  func anUnusableChoiceFallsBack(rows: Int, columns: Int, splits: Int) throws {
    #expect(try variants(.vector(rows: rows, columns: columns, splits: splits)) == [.vector])
  }

  @Test func whatTheLibraryCannotDoFallsBack() throws {
    #expect(try variants(.clblast, bias: true) == [.vector])
  }

  @Test func tooManySplitsFallBack() throws {
    #expect(try variants(.vector(rows: 14, columns: 32, splits: 32), accumulates: true) == [.vector])
  }
}
