import Device
import Operations
import Tensors
import TestSupport
import Testing

private let shapes: [(rows: Int, columns: Int)] = [
  (1, 1), (1, 17), (7, 1), (65, 3), (64, 16), (331, 200), (1009, 20), (70001, 1), (2503, 48), (67, 1031),
  (129, 601), (500, 130), (90, 2048),
]

@Test(arguments: shapes, [KernelVariant.vector, .group])
func columnSumMatchesReference(shape: (rows: Int, columns: Int), variant: KernelVariant) throws {
  let (rows, columns) = shape
  let bench = try Bench(variant)
  var numbers = SeededGenerator(seed: 1)
  let values = numbers.floats(rows * columns), before = numbers.floats(columns)
  let input = try bench.array(values, [rows, columns])
  let assigned = try bench.unwritten([columns]), accumulated = try bench.array(before, [columns])
  try bench.run(Reduction.columnSum(input: input, output: assigned, context: bench.context))
  try bench.run(
    Reduction.columnSum(input: input, output: accumulated, accumulate: true, context: bench.context))
  let sums = (0..<columns).map { column in
    (0..<rows).reduce(0) { $0 + Double(values[$1 * columns + column]) }
  }
  let bound = 1e-6 * Double(rows).squareRoot()
  expectClose(try bench.values(assigned), sums, absolute: bound)
  expectClose(try bench.values(accumulated), zip(sums, before).map { $0 + Double($1) }, absolute: bound)
}

private let sums: [(shape: [Int], axes: [Double])] = [
  ([1], [0]), ([7, 11, 13], [0, 2]), ([7, 11, 13], [1]), ([7, 11, 13], [-1]), ([7, 11, 13], [0, 1, 2]),
  ([3, 1, 5, 2, 17, 3], [0, 2, -2]), ([3, 1, 5, 2, 17, 3], []), ([2, 3001, 23], [1]), ([3, 90001], [1]),
  ([4, 6], [0, -1]), ([5, 70], [1]), ([1, 9, 1], [0, 2]), ([70, 1100], [0]),
]

@Test(arguments: sums, [KernelVariant.vector, .group])
func sumAndMeanMatchReference(sum: (shape: [Int], axes: [Double]), variant: KernelVariant) throws {
  let (shape, listed) = sum
  let axes = Set(listed.map { $0 < 0 ? Int($0) + shape.count : Int($0) })
  let kept = shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
  var numbers = SeededGenerator(seed: 2)
  let values = numbers.floats(shape.product), cotangent = numbers.floats(kept.product)
  // The place in the output of each element.
  let places = (0..<shape.product).map { index in
    var index = index
    var place = 0
    var stride = 1
    for axis in shape.indices.reversed() {
      if !axes.contains(axis) {
        place += index % shape[axis] * stride
        stride *= shape[axis]
      }
      index /= shape[axis]
    }
    return place
  }
  var sums = [Double](repeating: 0, count: kept.product)
  for (place, value) in zip(places, values) { sums[place] += Double(value) }
  for (name, scale) in [("sum", 1), ("mean", Double(kept.product) / Double(shape.product))] {
    let run = try OperationRun(
      name, attributes: ["axes": .numbers(listed)], inputs: ["input": (shape, values)],
      cotangents: ["output": cotangent], differentiated: ["input"], variant: variant,
      device: Devices.select())
    expectClose(run.outputs["output"]!, sums.map { $0 * scale }, absolute: 3e-4 * scale, name)
    expectClose(run.gradients["input"]!, places.map { Double(cotangent[$0]) * scale }, "\(name)'s gradient")
  }
}

@Test(arguments: [[40, 33], [1100, 7], [90001]], [KernelVariant.vector, .group])
func aRowsSumDoesNotDependOnTheNumberOfRows(row: [Int], variant: KernelVariant) throws {
  let bench = try Bench(variant)
  var numbers = SeededGenerator(seed: 4)
  let values = numbers.floats(3 * row.product)
  let many = try bench.unwritten([3, row.product / row[0]]), one = try bench.unwritten([row.product / row[0]])
  let all = try bench.array(values, [3] + row)
  let last = try bench.array(Array(values.suffix(row.product)), row)
  try bench.run(Reduction.sum(input: all, axes: [1], output: many, context: bench.context))
  try bench.run(Reduction.sum(input: last, axes: [0], output: one, context: bench.context))
  #expect(try bench.values(many).suffix(one.count) == bench.values(one)[...])
}

@Test func axesThatDoNotExistAreRefused() throws {
  let device = try Devices.select()
  for axes in [[3.0], [-4], [0, 0], [0, -3], [0.5]] {
    #expect(throws: OperationError.self) {
      try NamedOperation.trace(
        OperationRequest(
          operation: "sum", attributes: ["axes": .numbers(axes)], inputs: ["input": .init(shape: [2, 3, 4])]),
        device: device.info)
    }
  }
}

@Test(arguments: [[5, 1], [301, 1], [5, 33], [301, 33]], [KernelVariant.vector, .group])
func aScaledSumIsAddedToWhatIsThere(shape: [Int], variant: KernelVariant) throws {
  let bench = try Bench(variant)
  let (rows, columns) = (shape[0], shape[1])
  var numbers = SeededGenerator(seed: 5)
  let values = numbers.floats(rows * columns), before = numbers.floats(columns)
  let output = try bench.array(before, [columns])
  try bench.run(
    Reduction.sum(
      input: bench.array(values, shape), axes: [0], output: output, scale: -0.5, accumulate: true,
      context: bench.context))
  let expected = (0..<columns).map { column in
    (0..<rows).reduce(Double(before[column])) { $0 - 0.5 * Double(values[$1 * columns + column]) }
  }
  expectClose(try bench.values(output), expected, absolute: 1e-5)
}
