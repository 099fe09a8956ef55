import Device
import Operations
import Tensors
import TestSupport
import Testing

/// The gated recurrent unit and the long short-term memory cell against references in double precision.
@Suite struct RecurrentCellTests {
  enum Cell: String, CaseIterable, Sendable {
    case gru = "gru_cell"
    case lstm = "lstm_cell"

    var gates: Int { self == .gru ? 3 : 4 }
    var inputs: Set<String> {
      let shared: Set = ["input", "hidden", "weight_ih", "weight_hh", "bias_ih", "bias_hh"]
      return self == .gru ? shared : shared.union(["cell"])
    }
    var outputs: [String] { self == .gru ? ["output"] : ["hidden", "cell"] }
  }

  /// Random arrays of a cell, by the names of a case file.
  struct Sample {
    let cell: Cell
    let (rows, inputs, units): (Int, Int, Int)
    var arrays: [String: (shape: [Int], values: [Float])] = [:]
    var cotangents: [String: [Float]] = [:]
    var initial: [String: [Float]] = [:]

    init(_ cell: Cell, _ rows: Int, _ inputs: Int, _ units: Int) {
      self.cell = cell
      (self.rows, self.inputs, self.units) = (rows, inputs, units)
      var numbers = SeededGenerator(seed: 41)
      let gates = cell.gates * units
      for (name, shape, size) in [
        ("input", [rows, inputs], 1), ("hidden", [rows, units], 1), ("cell", [rows, units], 1),
        ("weight_ih", [gates, inputs], inputs), ("weight_hh", [gates, units], units), ("bias_ih", [gates], 1),
        ("bias_hh", [gates], 1),
      ] where cell.inputs.contains(name) {
        let bound = 2 / Float(size).squareRoot()
        arrays[name] = (shape, numbers.floats(shape.product, in: -bound...bound))
        if name.contains("_") { initial[name] = numbers.floats(shape.product) }
      }
      for name in cell.outputs { cotangents[name] = numbers.floats(rows * units) }
    }

    /// Some of the rows.
    func only(_ range: Range<Int>) -> Sample {
      var result = Sample(cell, range.count, inputs, units)
      result.initial = initial
      func part(_ values: [Float]) -> [Float] {
        let count = values.count / rows
        return Array(values[range.lowerBound * count..<range.upperBound * count])
      }
      result.arrays = arrays
      for name in ["input", "hidden", "cell"] {
        guard let array = arrays[name] else { continue }
        result.arrays[name] = ([range.count, array.shape[1]], part(array.values))
      }
      result.cotangents = cotangents.mapValues(part)
      return result
    }

    var values: RecurrentValues {
      func matrix(_ name: String) -> Matrix {
        arrays[name].map { Matrix($0.values, $0.shape[0], $0.shape[1]) } ?? Matrix([Double](), 0, 0)
      }
      return RecurrentValues(
        input: matrix("input"), hidden: matrix("hidden"), cell: matrix("cell"),
        weightInput: matrix("weight_ih"), weightHidden: matrix("weight_hh"),
        biasInput: arrays["bias_ih"]!.values.map(Double.init),
        biasHidden: arrays["bias_hh"]!.values.map(Double.init))
    }

    var outputs: [String: [Double]] { Self.outputs(cell, values) }

    static func outputs(_ cell: Cell, _ values: RecurrentValues) -> [String: [Double]] {
      guard cell == .lstm else { return ["output": GRUReference.output(values).values] }
      let output = LSTMReference.output(values)
      return ["hidden": output.hidden.values, "cell": output.cell.values]
    }

    var gradients: [String: [Double]] {
      func cotangent(_ name: String) -> Matrix { Matrix(cotangents[name]!, rows, units) }
      return cell == .gru
        ? GRUReference.gradients(values, cotangent: cotangent("output"))
        : LSTMReference.gradients(values, hidden: cotangent("hidden"), cell: cotangent("cell"))
    }

    func run(_ variant: KernelVariant) throws -> OperationRun {
      try OperationRun(
        cell.rawValue, inputs: arrays, cotangents: cotangents, differentiated: cell.inputs, initial: initial,
        variant: variant, device: Devices.select("cpu"))
    }
  }

  /// Rows, inputs and units.
  static let sizes = [[1, 1, 1], [15, 3, 17], [29, 33, 37], [2, 131, 16], [67, 1, 5]]

  @Test(arguments: Cell.allCases, [KernelVariant.vector, .group])
  func matchesReference(cell: Cell, variant: KernelVariant) throws {
    for sizes in Self.sizes + (variant == .vector ? [[2, 7, 101]] : []) {
      let sample = Sample(cell, sizes[0], sizes[1], sizes[2])
      let run = try sample.run(variant)
      for (name, expected) in sample.outputs {
        expectClose(run.outputs[name]!, expected, absolute: 4e-6, "\(name), \(sizes)")
      }
      let gradients = sample.gradients
      #expect(Set(gradients.keys) == cell.inputs)
      for (name, expected) in gradients {
        let initial = sample.initial[name]
        // Sums of up to 404 terms.
        expectClose(
          run.gradients[name]!, expected.indices.map { expected[$0] + Double(initial?[$0] ?? 0) },
          absolute: 1e-5, "\(name)'s gradient, \(sizes)")
      }
    }
  }

  @Test(arguments: Cell.allCases) func gradientsAreTheSlopes(cell: Cell) throws {
    var sample = Sample(cell, 2, 2, 3)
    sample.initial = [:]
    let run = try sample.run(.vector)
    let paths: [String: WritableKeyPath<RecurrentValues, [Double]>] = [
      "input": \.input.values, "hidden": \.hidden.values, "cell": \.cell.values,
      "weight_ih": \.weightInput.values, "weight_hh": \.weightHidden.values, "bias_ih": \.biasInput,
      "bias_hh": \.biasHidden,
    ]
    for name in cell.inputs {
      let path = try #require(paths[name])
      let slopes = numericalGradient(at: sample.values[keyPath: path]) { point in
        var values = sample.values
        values[keyPath: path] = point
        return Sample.outputs(cell, values).map { name, output in
          dotProduct(output, sample.cotangents[name]!.map(Double.init))
        }.reduce(0, +)
      }
      expectClose(run.gradients[name]!, slopes, absolute: 4e-6, name)
    }
  }

  @Test(arguments: Cell.allCases, [KernelVariant.vector, .group])
  func aRowDoesNotDependOnOthers(cell: Cell, variant: KernelVariant) throws {
    let sample = Sample(cell, 101, 300, 35)
    let all = try sample.run(variant)
    for range in [0..<1, 17..<18, 100..<101, 17..<67] {
      let some = try sample.only(range).run(variant)
      func expectSame(_ part: [Float], _ whole: [Float], _ name: String) {
        let count = whole.count / 101
        let same = part == Array(whole[range.lowerBound * count..<range.upperBound * count])
        #expect(same, "\(name) of rows \(range)")
      }
      for name in cell.outputs { expectSame(some.outputs[name]!, all.outputs[name]!, name) }
      for name in cell.inputs where !name.contains("_") {
        expectSame(some.gradients[name]!, all.gradients[name]!, "\(name)'s gradient")
      }
    }
  }

  /// The shapes of a cell of 5 inputs and 7 units for 2 rows, with one other.
  private static func shapes(_ cell: Cell, _ name: String, _ shape: [Int]) -> [String: [Int]] {
    Sample(cell, 2, 5, 7).arrays.mapValues(\.shape).merging([name: shape]) { $1 }
  }

  @Test(arguments: Cell.allCases) func whatDoesNotFitIsRefused(cell: Cell) throws {
    let otherGates = (7 - cell.gates) * 7
    for (name, shape) in [
      ("weight_ih", [otherGates, 5]), ("weight_hh", [otherGates, 7]), ("bias_ih", [otherGates]),
      ("bias_hh", [7]), ("weight_ih", [cell.gates * 7, 4]), ("weight_hh", [cell.gates * 7, 5]),
    ] {
      try expectRefusal(
        cell.rawValue, Self.shapes(cell, name, shape), mentions: ["\(shape)", "\(cell.gates) gates"])
    }
    try expectRefusal(cell.rawValue, Self.shapes(cell, "input", [3, 5]), mentions: ["[3, 5]", "[2, 7]"])
    try expectRefusal(cell.rawValue, Self.shapes(cell, "hidden", [2, 7, 1]), mentions: ["2 dimensions"])
  }

  @Test func aCellThatDoesNotFitIsRefused() throws {
    try expectRefusal("lstm_cell", Self.shapes(.lstm, "cell", [2, 6]), mentions: ["[2, 6]", "[2, 7]"])
    try expectRefusal(
      "lstm_cell", Sample(.gru, 2, 5, 7).arrays.mapValues(\.shape), mentions: ["\"cell\" is missing"])
  }
}
