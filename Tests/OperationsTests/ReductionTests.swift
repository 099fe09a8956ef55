import Operations
import TestSupport
import Testing

private let shapes: [(rows: Int, columns: Int)] = [
  (1, 1), (1, 17), (7, 1), (65, 3), (64, 16), (331, 200), (1009, 20), (70001, 1), (2503, 48), (67, 1031),
  (129, 601), (500, 130), (90, 2048),
]

@Test(arguments: shapes, [Candidate.vector, .group])
func columnSumMatchesReference(shape: (rows: Int, columns: Int), candidate: Candidate) throws {
  let (rows, columns) = shape
  let bench = try Bench(candidate)
  var numbers = SeededNumbers(seed: 1)
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
