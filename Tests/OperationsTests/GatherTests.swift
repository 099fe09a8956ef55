import Device
import Operations
import Tensors
import TestSupport
import Testing

private let cases: [(n: Int, m: Int, row: [Int])] = [
  (1, 1, [1]), (1, 7, [3]), (13, 5, [17]), (60, 61, [33]), (7, 300, []), (300, 7, [3, 5]), (3, 2, [4099]),
]

@Test(arguments: cases, [KernelVariant.vector, .group])
func gatherMatchesReference(test: (n: Int, m: Int, row: [Int]), variant: KernelVariant) throws {
  let (n, m, row) = test
  let columns = row.product
  var numbers = SeededGenerator(seed: 10)
  let input = numbers.floats(n * columns), cotangent = numbers.floats(m * columns)
  let index = (0..<m).map { _ in Int32.random(in: 0..<Int32(n), using: &numbers) }
  let run = try OperationRun(
    "gather_rows", inputs: ["input": ([n] + row, input)], integers: ["index": ([m], index)],
    cotangents: ["output": cotangent], differentiated: ["input"], variant: variant,
    device: Devices.select())
  var gradient = [Double](repeating: 0, count: n * columns)
  var output: [Float] = []
  for (j, place) in index.enumerated() {
    for column in 0..<columns {
      output.append(input[Int(place) * columns + column])
      gradient[Int(place) * columns + column] += Double(cotangent[j * columns + column])
    }
  }
  #expect(run.outputs["output"]! == output)
  expectClose(run.gradients["input"]!, gradient, absolute: 2e-5)
}

@Test(arguments: [KernelVariant.vector, .group])
func indicesOutsideTheArrayTouchNothing(variant: KernelVariant) throws {
  let index: [Int32] = [2, -1, 3, .max, .min, 0]
  let gathered = try OperationRun(
    "gather_rows", inputs: ["input": ([3, 2], [1, 2, 3, 4, 5, 6])], integers: ["index": ([6], index)],
    cotangents: ["output": (1...12).map(Float.init)], differentiated: ["input"], variant: variant,
    device: Devices.select())
  let output = gathered.outputs["output"]!
  #expect(Array(output.prefix(2)) == [5, 6])
  #expect(output[2..<10].filter { !$0.isNaN } == [])
  #expect(Array(output.suffix(2)) == [1, 2])
  #expect(gathered.gradients["input"]! == [11, 12, 0, 0, 1, 2])
  let scattered = try OperationRun(
    "scatter_rows",
    inputs: ["base": ([3, 2], [1, 2, 3, 4, 5, 6]), "input": ([6, 2], (11...22).map(Float.init))],
    integers: ["index": ([6], index)], variant: variant, device: Devices.select())
  #expect(scattered.outputs["output"]! == [21, 22, 3, 4, 11, 12])
}

@Test(arguments: [KernelVariant.vector, .group])
func scatteredRowsStayInsideTheirArray(variant: KernelVariant) throws {
  let bench = try Bench(variant)
  // The array lies between two rows, each as long as what a view is aligned to.
  let columns = Buffer.alignment / 4
  let whole = try bench.array([Float](repeating: 7, count: 4 * columns), [4, columns])
  let middle = DeviceArray(
    buffer: whole.buffer.slice(byteOffset: columns * 4, byteCount: 2 * columns * 4), shape: [2, columns])
  let input = try bench.array([Float](repeating: 1, count: 3 * columns), [3, columns])
  let index = try bench.array([Int32(-1), 2, 1], [3])
  try bench.run(Gather.scatter(input: input, index: index, output: middle, context: bench.context))
  let expected = [7, 7, 1, 7].flatMap { [Float](repeating: $0, count: columns) }
  #expect(try bench.values(whole) == expected)
}

@Test(arguments: cases, [KernelVariant.vector, .group])
func scatterMatchesReference(test: (n: Int, m: Int, row: [Int]), variant: KernelVariant) throws {
  let n = max(test.n, test.m), m = min(test.n, test.m), columns = test.row.product
  var numbers = SeededGenerator(seed: 11)
  let base = numbers.floats(n * columns), input = numbers.floats(m * columns)
  let index = (0..<n).shuffled(using: &numbers).prefix(m).map(Int32.init)
  let run = try OperationRun(
    "scatter_rows", inputs: ["base": ([n] + test.row, base), "input": ([m] + test.row, input)],
    integers: ["index": ([m], index)], variant: variant, device: Devices.select())
  var expected = base
  for (j, place) in index.enumerated() {
    for column in 0..<columns { expected[Int(place) * columns + column] = input[j * columns + column] }
  }
  #expect(run.outputs["output"]! == expected)
}
