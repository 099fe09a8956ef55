import Device
import Operations
import Tensors
import TestSupport
import Testing

/// The linear layer against one in double precision.
@Suite struct LinearTests {
  /// Rows, inputs, outputs.
  static let sizes = [
    [1, 1, 1], [15, 1, 31], [14, 32, 32], [2, 3, 131], [601, 5, 7], [53, 37, 17], [130, 16, 347],
    [64, 8, 16], [3, 12, 1300],
  ]
  /// Of more inputs than the vector variant packs at a time.
  static let deepSizes = [[1, 577, 1], [14, 288, 32], [29, 289, 33]]

  @Test(arguments: [KernelVariant.vector, .group]) func matchesReference(variant: KernelVariant) throws {
    for sizes in Self.sizes + (variant == .vector ? Self.deepSizes : []) {
      let (rows, inputs, outputs) = (sizes[0], sizes[1], sizes[2])
      var numbers = SeededGenerator(seed: 11)
      let (input, weight, bias) = (
        numbers.wholeNumbers(rows * inputs), numbers.wholeNumbers(outputs * inputs),
        numbers.wholeNumbers(outputs)
      )
      let cotangent = numbers.wholeNumbers(rows * outputs)
      let initial = ["weight": numbers.wholeNumbers(weight.count), "bias": numbers.wholeNumbers(outputs)]
      let run = try OperationRun(
        "linear",
        inputs: [
          "input": ([rows, inputs], input), "weight": ([outputs, inputs], weight), "bias": ([outputs], bias),
        ], cotangents: ["output": cotangent], differentiated: ["input", "weight", "bias"], initial: initial,
        variant: variant, device: Devices.select("cpu"))
      let (x, w, g) = (
        Matrix(input, rows, inputs), Matrix(weight, outputs, inputs), Matrix(cotangent, rows, outputs)
      )
      expectEqual(run.outputs["output"], (x * w.transposed).adding(bias).values, "output, \(sizes)")
      expectEqual(run.gradients["input"], (g * w).values, "input's gradient, \(sizes)")
      expectEqual(
        run.gradients["weight"], (Matrix(initial["weight"]!, outputs, inputs) + g.transposed * x).values,
        "weight's gradient, \(sizes)")
      expectEqual(
        run.gradients["bias"], Matrix(g.columnSums, 1, outputs).adding(initial["bias"]!).values,
        "bias's gradient, \(sizes)")
    }
  }

  /// By several tiles of the group variant, which depend on the number of rows.
  @Test(arguments: [KernelVariant.vector, .group], [35, 20])
  func aRowDoesNotDependOnOthers(variant: KernelVariant, outputs: Int) throws {
    let inputs = 300
    var numbers = SeededGenerator(seed: 12)
    let (input, cotangent) = (numbers.floats(200 * inputs), numbers.floats(200 * outputs))
    let (weight, bias) = (numbers.floats(outputs * inputs), numbers.floats(outputs))
    func rows(_ range: Range<Int>) throws -> (output: [Float], gradient: [Float]) {
      func part(_ values: [Float], _ columns: Int) -> [Float] {
        Array(values[range.lowerBound * columns..<range.upperBound * columns])
      }
      let run = try OperationRun(
        "linear",
        inputs: [
          "input": ([range.count, inputs], part(input, inputs)), "weight": ([outputs, inputs], weight),
          "bias": ([outputs], bias),
        ], cotangents: ["output": part(cotangent, outputs)], differentiated: ["input"], variant: variant,
        device: Devices.select("cpu"))
      return (run.outputs["output"]!, run.gradients["input"]!)
    }
    let all = try rows(0..<200)
    for range in [0..<1, 18..<19, 199..<200, 17..<67] {
      let some = try rows(range)
      func expectSame(_ part: [Float], _ whole: [Float], _ columns: Int) {
        let same = part == Array(whole[range.lowerBound * columns..<range.upperBound * columns])
        #expect(same, "rows \(range)")
      }
      expectSame(some.output, all.output, outputs)
      expectSame(some.gradient, all.gradient, inputs)
    }
  }

  @Test(arguments: [
    (["input": [2, 3], "weight": [5, 4], "bias": [5]], ["[5, 4]", "[2, 3]"]),
    (["input": [2, 3], "weight": [5, 3], "bias": [3]], ["[3]"]),
    (["input": [2, 3], "weight": [5, 3]], ["\"bias\" is missing"]),
    (["input": [2, 3, 1], "weight": [5, 3], "bias": [5]], ["[2, 3, 1]", "2 dimensions"]),
  ])
  func whatDoesNotFitIsRefused(shapes: [String: [Int]], words: [String]) throws {
    try expectRefusal("linear", shapes, mentions: words)
  }
}
