import Device
import Tensors
import TestSupport
import Testing

@testable import Operations

/// Matrix products against ones in double precision.
@Suite struct MatrixProductTests {
  struct Transposes: Sendable, CustomTestStringConvertible {
    let (a, b): (Bool, Bool)
    var testDescription: String { "a\(a ? "ᵀ" : "") · b\(b ? "ᵀ" : "")" }
    var attributes: [String: Attribute] { ["transpose_a": .bool(a), "transpose_b": .bool(b)] }
  }

  static let transposes = [(false, false), (false, true), (true, false), (true, true)].map(Transposes.init)

  /// m, k, n: ones, primes, on and off the tiles.
  static let sizes = [
    [1, 1, 1], [1, 7, 1], [1, 1, 41], [29, 1, 31], [14, 32, 32], [13, 31, 97], [2, 145, 17], [43, 16, 5],
    [15, 33, 33],
  ]
  /// Of as many and of more k than the vector variant packs at a time.
  static let deepSizes = [[1, 577, 1], [14, 288, 32], [15, 289, 33], [29, 577, 37]]

  private static func check(
    _ operation: String, _ sizes: [Int], batch: [Int] = [], _ transposes: Transposes,
    _ variant: KernelVariant,
    seed: UInt64 = 1
  ) throws {
    let (m, k, n) = (sizes[0], sizes[1], sizes[2])
    let count = batch.product
    var numbers = SeededGenerator(seed: seed)
    let (a, b) = (numbers.wholeNumbers(count * m * k), numbers.wholeNumbers(count * k * n))
    let cotangent = numbers.wholeNumbers(count * m * n)
    let run = try OperationRun(
      operation, attributes: transposes.attributes,
      inputs: [
        "a": (batch + (transposes.a ? [k, m] : [m, k]), a),
        "b": (batch + (transposes.b ? [n, k] : [k, n]), b),
      ], cotangents: ["output": cotangent], differentiated: ["a", "b"], variant: variant,
      device: Devices.select("cpu"))
    var (output, aGradient, bGradient): ([Double], [Double], [Double]) = ([], [], [])
    for entry in 0..<count {
      func part(_ values: [Float], _ rows: Int, _ columns: Int) -> Matrix {
        Matrix(Array(values[entry * rows * columns..<(entry + 1) * rows * columns]), rows, columns)
      }
      let left = transposes.a ? part(a, k, m).transposed : part(a, m, k)
      let right = transposes.b ? part(b, n, k).transposed : part(b, k, n)
      let gradient = part(cotangent, m, n)
      let (leftGradient, rightGradient) = (gradient * right.transposed, left.transposed * gradient)
      output += (left * right).values
      aGradient += (transposes.a ? leftGradient.transposed : leftGradient).values
      bGradient += (transposes.b ? rightGradient.transposed : rightGradient).values
    }
    let label = "\(batch) \(sizes) \(transposes.testDescription)"
    expectEqual(run.outputs["output"], output, "output, \(label)")
    expectEqual(run.gradients["a"], aGradient, "a's gradient, \(label)")
    expectEqual(run.gradients["b"], bGradient, "b's gradient, \(label)")
  }

  @Test(arguments: transposes, [KernelVariant.vector, .group])
  func matchesReference(transposes: Transposes, variant: KernelVariant) throws {
    for sizes in Self.sizes + (variant == .vector ? Self.deepSizes : []) {
      try Self.check("matmul", sizes, transposes, variant)
    }
  }

  @Test(arguments: transposes, [KernelVariant.vector, .group])
  func batchesMatchReference(transposes: Transposes, variant: KernelVariant) throws {
    for (batch, sizes) in [(1, [3, 5, 7]), (3, [1, 1, 1]), (2, [15, 17, 31]), (5, [14, 3, 32])] {
      try Self.check("batched_matmul", sizes, batch: [batch], transposes, variant)
    }
  }

  @Test(arguments: transposes) func libraryMatchesReference(transposes: Transposes) throws {
    try Self.check("matmul", [15, 31, 33], transposes, .clblast)
    try Self.check("matmul", [3, 1, 5], transposes, .clblast)
  }

  @Test(arguments: [KernelVariant.vector, .group]) func randomSizesMatchReference(variant: KernelVariant)
    throws
  {
    var numbers = SeededGenerator(seed: 5)
    for seed in 0..<24 {
      // Seldom large: powers of a number between 1 and 8.
      let sizes = (0..<3).map { _ in Int(Double.random(in: 1...7.5, using: &numbers).squared) }
      try Self.check(
        "matmul", sizes, Self.transposes.randomElement(using: &numbers)!, variant, seed: UInt64(seed))
    }
  }

  @Test(arguments: transposes, [KernelVariant.vector, .group, .clblast])
  func addsWhereAsked(transposes: Transposes, variant: KernelVariant) throws {
    let bench = try Bench(variant)
    // Of the last, the depth is split.
    for (m, k, n) in [(1, 1, 1), (15, 289, 33), (3, 1201, 5)] {
      var numbers = SeededGenerator(seed: 7)
      let (a, b) = (numbers.wholeNumbers(m * k), numbers.wholeNumbers(k * n))
      let initial = numbers.wholeNumbers(m * n)
      let output = try bench.array(initial, [m, n])
      try bench.run(
        MatrixProduct.forward(
          a: bench.array(a, transposes.a ? [k, m] : [m, k]),
          b: bench.array(b, transposes.b ? [n, k] : [k, n]),
          output: output, transposeA: transposes.a, transposeB: transposes.b, accumulate: true,
          context: bench.context))
      let left = transposes.a ? Matrix(a, k, m).transposed : Matrix(a, m, k)
      let right = transposes.b ? Matrix(b, n, k).transposed : Matrix(b, k, n)
      expectEqual(
        try bench.values(output), (Matrix(initial, m, n) + left * right).values, "\(m) \(k) \(n)")
    }
  }

  /// Every way to cut a product into blocks, and every tile: more than one block in every dimension.
  @Test(arguments: [false, true]) func everyChoiceIsRight(accumulates: Bool) throws {
    let bench = try Bench()
    let (m, k, n) = (131, 1201, 67)
    var numbers = SeededGenerator(seed: 8)
    let (a, b, initial) = (
      numbers.wholeNumbers(m * k), numbers.wholeNumbers(k * n), numbers.wholeNumbers(m * n)
    )
    let (left, right) = (try bench.array(a, [m, k]), try bench.array(b, [k, n]))
    let sum = Matrix(a, m, k) * Matrix(b, k, n)
    let expected = (accumulates ? sum + Matrix(initial, m, n) : sum).values
    let shape = ProductShape(
      m: m, n: n, k: k, batch: 1, left: .rows, right: .rows, hasBias: false, accumulates: accumulates,
      splitsDepth: accumulates, isCol2im: false, geometry: nil)
    let someOutput = try bench.unwritten([m, n])
    let choices = shape.product(left: left, right: right, output: someOutput, bias: nil)
      .choices(bench.context, plans: 1000)
    let manyBlocks = choices.contains {
      if case .vector(...(m / 4), ...(n / 2), 1) = $0 { true } else { false }
    }
    #expect(manyBlocks)
    #expect(choices.contains(.group(tile: .tile128x64)))
    if accumulates { #expect(choices.contains { if case .vector(_, _, 2...) = $0 { true } else { false } }) }
    for choice in choices {
      let output = try accumulates ? bench.array(initial, [m, n]) : bench.unwritten([m, n])
      let product = shape.product(left: left, right: right, output: output, bias: nil)
      guard let launches = try product.launches(choice, bench.context) else {
        Issue.record("\(choice) does nothing")
        continue
      }
      try bench.run(launches)
      expectEqual(try bench.values(output), expected, "\(choice)")
    }
  }

  /// To wake other threads takes longer than they save in a product of few multiply-adds.
  @Test(arguments: [(48, 32, 100, false), (2048, 512, 512, true)])
  func onlyLongProductsWakeThreads(m: Int, n: Int, k: Int, wakes: Bool) throws {
    let bench = try Bench(.vector)
    guard bench.context.device.info.computeUnits > 1 else { return }
    let shape = ProductShape(
      m: m, n: n, k: k, batch: 1, left: .rows, right: .rows, hasBias: false, accumulates: false,
      splitsDepth: false, isCol2im: false, geometry: nil)
    let arrays = try [[m, k], [k, n], [m, n]].map { try bench.unwritten($0) }
    let product = shape.product(left: arrays[0], right: arrays[1], output: arrays[2], bias: nil)
    guard case .vector(let rows, let columns, 1) = VectorProduct(product, bench.context).choice else {
      Issue.record("k is split")
      return
    }
    #expect((rows < m || columns < n) == wakes)
  }

  /// A search's or an episode's numbers must not change with the number of others beside it.
  @Test(arguments: transposes, [KernelVariant.vector, .group])
  func aRowDoesNotDependOnOthers(transposes: Transposes, variant: KernelVariant) throws {
    let bench = try Bench(variant)
    let (k, n) = (601, 29)
    var numbers = SeededGenerator(seed: 9)
    let a = Matrix(numbers.floats(200 * k), 200, k)
    let b = try bench.array(numbers.floats(k * n), transposes.b ? [n, k] : [k, n])
    func rows(_ range: Range<Int>) throws -> [Float] {
      let count = range.count
      let part = Matrix(Array(a.values[range.lowerBound * k..<range.upperBound * k]), count, k)
      let output = try bench.unwritten([count, n])
      try bench.run(
        MatrixProduct.forward(
          a: bench.array(
            (transposes.a ? part.transposed : part).values.map(Float.init),
            transposes.a ? [k, count] : [count, k]),
          b: b, output: output, transposeA: transposes.a, transposeB: transposes.b, context: bench.context))
      return try bench.values(output)
    }
    let all = try rows(0..<200)
    for range in [0..<1, 17..<18, 199..<200, 17..<67, 150..<200, 3..<6] {
      #expect(try rows(range) == Array(all[range.lowerBound * n..<range.upperBound * n]), "\(range)")
    }
  }

  @Test func gradientsAreTheSlopes() throws {
    var numbers = SeededGenerator(seed: 10)
    let (a, b, cotangent) = (numbers.floats(6), numbers.floats(12), numbers.floats(8))
    let run = try OperationRun(
      "matmul", inputs: ["a": ([2, 3], a), "b": ([3, 4], b)], cotangents: ["output": cotangent],
      differentiated: ["a", "b"], device: Devices.select("cpu"))
    let weights = cotangent.map(Double.init)
    let aGradient = numericalGradient(at: a.map(Double.init)) {
      dotProduct(weights, (Matrix($0, 2, 3) * Matrix(b, 3, 4)).values)
    }
    let bGradient = numericalGradient(at: b.map(Double.init)) {
      dotProduct(weights, (Matrix(a, 2, 3) * Matrix($0, 3, 4)).values)
    }
    expectClose(run.gradients["a"]!, aGradient, "a")
    expectClose(run.gradients["b"]!, bGradient, "b")
  }

  @Test(arguments: [
    ("matmul", [2, 3], [4, 5], false, false), ("matmul", [2, 3], [3, 5], true, false),
    ("matmul", [2, 3], [3, 5], false, true), ("matmul", [2, 3], [2, 3, 5], false, false),
    ("matmul", [2, 0], [0, 5], false, false), ("batched_matmul", [2, 2, 3], [3, 3, 5], false, false),
    ("batched_matmul", [2, 2, 3], [2, 2, 3], true, true), ("batched_matmul", [2, 3], [3, 5], false, false),
  ])
  func whatDoesNotMultiplyIsRefused(
    operation: String, a: [Int], b: [Int], transposesA: Bool, transposesB: Bool
  ) throws {
    let attributes = Transposes(a: transposesA, b: transposesB).attributes
    try expectRefusal(operation, ["a": a, "b": b], attributes)
  }
}

extension Double {
  fileprivate var squared: Double { self * self }
}

/// Expects an error that names the operation, and a shape or an attribute.
func expectRefusal(
  _ operation: String, _ shapes: [String: [Int]], _ attributes: [String: Attribute] = [:],
  mentions words: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let request = OperationRequest(
    operation: operation, attributes: attributes, inputs: shapes.mapValues { .init(shape: $0) },
    differentiated: Set(shapes.keys))
  let device = try Devices.select("cpu")
  let error = #expect(throws: OperationError.self, sourceLocation: sourceLocation) {
    try NamedOperation.trace(request, device: device.info)
  }
  let text = error?.description ?? ""
  #expect(text.hasPrefix("\(operation): "), sourceLocation: sourceLocation)
  for word in words { #expect(text.contains(word), "\(text)", sourceLocation: sourceLocation) }
}
