import Device
import Foundation
import Operations
import TestSupport
import Testing

private enum Kind: String, CaseIterable { case uniform, normal }

private func draw(
  _ kind: Kind, _ count: Int, seed: UInt64 = 1, operation: UInt32 = 2, step: [Int32] = [3],
  _ variant: KernelVariant
) throws -> [Float] {
  let bench = try Bench(variant)
  let stream = PhiloxStream(seed: seed, operation: operation, step: try bench.array(step, [step.count]))
  let output = try bench.unwritten([count])
  switch kind {
  case .uniform:
    try bench.run(RandomNumbers.uniform(output: output, stream: stream, context: bench.context))
  case .normal: try bench.run(RandomNumbers.normal(output: output, stream: stream, context: bench.context))
  }
  return try bench.values(output)
}

/// Random123's published vectors (kat_vectors, philox4x32 10): counter, key, result.
private let vectors: [(counter: [UInt32], key: [UInt32], result: [UInt32])] = [
  ([0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
  (
    [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
    [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
  ),
  (
    [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
    [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
  ),
]

@Test(arguments: vectors, [KernelVariant.vector, .group])
func philoxGivesThePublishedWords(
  vector: (counter: [UInt32], key: [UInt32], result: [UInt32]), variant: KernelVariant
) throws {
  let bench = try Bench(variant)
  let step = try bench.array(vector.counter[2...].map(Int32.init(bitPattern:)), [2])
  let stream = PhiloxStream(
    seed: UInt64(vector.key[1]) << 32 | UInt64(vector.key[0]), operation: vector.counter[1], step: step)
  let output = try bench.context.makeArray([4], type: .int32)
  try bench.run(
    RandomNumbers.bits(
      output: output, stream: stream, firstBlock: vector.counter[0], context: bench.context))
  #expect(try bench.values(output).map(\.bitPattern) == vector.result)
}

@Test(arguments: Kind.allCases, [KernelVariant.vector, .group])
private func elementsDependOnSeedStepOperationAndPlaceAlone(kind: Kind, variant: KernelVariant) throws {
  let count = 5003
  let numbers = try draw(kind, count, variant)
  #expect(try draw(kind, count, variant) == numbers)
  #expect(try draw(kind, count, step: [3, 0], variant) == numbers)
  for fewer in [1, 2, 3, 4, 5, 17, 31, 63, 64, 65, 2049] {
    #expect(try draw(kind, fewer, variant) == Array(numbers.prefix(fewer)))
  }
  let others = [
    try draw(kind, count, seed: 5, variant), try draw(kind, count, seed: 1 << 32 | 1, variant),
    try draw(kind, count, operation: 3, variant), try draw(kind, count, step: [4], variant),
    try draw(kind, count, step: [3, 1], variant),
  ]
  for other in others {
    // Uniform numbers have 2^24 values, so a few may agree by chance.
    #expect(zip(numbers, other).filter { $0 == $1 }.count < 5)
    #expect(abs(correlation(numbers, other)) < 5 / Double(count).squareRoot())
  }
}

@Test(arguments: [1, 67, 5003]) func uniformNumbersAreTheSameForBothVariants(count: Int) throws {
  let vector = try draw(.uniform, count, .vector), group = try draw(.uniform, count, .group)
  #expect(vector == group)
  let normal = try draw(.normal, count, .group).map(Double.init)
  expectClose(try draw(.normal, count, .vector), normal, relative: 1e-5, absolute: 1e-6)
}

private func correlation(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Double {
  func mean(_ values: some Collection<Float>) -> Double {
    values.reduce(0) { $0 + Double($1) } / Double(values.count)
  }
  let (meanA, meanB) = (mean(a), mean(b))
  var (product, squareA, squareB) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    let (x, y) = (Double(x) - meanA, Double(y) - meanB)
    product += x * y
    squareA += x * x
    squareB += y * y
  }
  return product / (squareA * squareB).squareRoot()
}

/// The distance of Kolmogorov and Smirnov between a sample and a distribution, times √n: above 1.95 once in a
/// thousand samples.
private func kolmogorovSmirnov(_ sample: [Float], _ distribution: (Double) -> Double) -> Double {
  let count = Double(sample.count)
  var largest = 0.0
  for (index, value) in sample.sorted().enumerated() {
    let expected = distribution(Double(value))
    largest = max(largest, Double(index + 1) / count - expected, expected - Double(index) / count)
  }
  return largest * count.squareRoot()
}

/// Expects a mean within five standard errors; `variance` is that of one number.
private func expectMean(_ values: [Double], _ expected: Double, variance: Double, _ label: Comment) {
  let mean = values.reduce(0, +) / Double(values.count)
  #expect(abs(mean - expected) < 5 * (variance / Double(values.count)).squareRoot(), label)
}

@Test(arguments: [KernelVariant.vector, .group], [UInt64(1), 77])
func uniformNumbersAreUniform(variant: KernelVariant, seed: UInt64) throws {
  let count = 60000
  let numbers = try draw(.uniform, count, seed: seed, variant)
  #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 && $0 * 0x1p24 == ($0 * 0x1p24).rounded() })
  let values = numbers.map { Double($0) + 0x1p-25 }
  for power in 1...4 {
    let n = Double(power)
    let variance = 1 / (2 * n + 1) - 1 / ((n + 1) * (n + 1))
    expectMean(values.map { pow($0, n) }, 1 / (n + 1), variance: variance, "moment \(power)")
  }
  #expect(kolmogorovSmirnov(numbers) { $0 } < 1.95)
  for lag in [1, 2, 3, 4, 5, 16, 64] {
    let serial = correlation(numbers.dropLast(lag), numbers.dropFirst(lag))
    #expect(abs(serial) < 5 / Double(count).squareRoot(), "lag \(lag)")
  }
  // Chi-square of pairs of neighbours over 16 by 16 cells: 255 degrees of freedom.
  var cells = [Int](repeating: 0, count: 256)
  for i in stride(from: 0, to: count, by: 2) {
    cells[Int(numbers[i] * 16) * 16 + Int(numbers[i + 1] * 16)] += 1
  }
  let expected = Double(count / 2) / 256
  let chiSquare = cells.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  #expect(abs(chiSquare - 255) < 5 * (2 * 255.0).squareRoot())
  // Every one of the 24 bits is set half of the time.
  for bit in 0..<24 {
    expectMean(numbers.map { Double(Int($0 * 0x1p24) >> bit & 1) }, 0.5, variance: 0.25, "bit \(bit)")
  }
}

@Test(arguments: [KernelVariant.vector, .group], [UInt64(1), 77])
func normalNumbersAreNormal(variant: KernelVariant, seed: UInt64) throws {
  let count = 60000
  let numbers = try draw(.normal, count, seed: seed, variant)
  #expect(numbers.allSatisfy { abs($0) < 6.7 })
  let values = numbers.map(Double.init)
  // The moments of the standard normal distribution, and the variances of the powers.
  for (power, moment, variance) in [(1.0, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96), (6, 15, 10170)] {
    expectMean(values.map { pow($0, power) }, moment, variance: variance, "moment \(power)")
  }
  #expect(kolmogorovSmirnov(numbers) { 0.5 * erfc(-$0 / 2.0.squareRoot()) } < 1.95)
  for lag in [1, 2, 3, 4, 5, 16, 64] {
    let serial = correlation(numbers.dropLast(lag), numbers.dropFirst(lag))
    #expect(abs(serial) < 5 / Double(count).squareRoot(), "lag \(lag)")
    let squares = numbers.map { $0 * $0 }
    let ofSquares = correlation(squares.dropLast(lag), squares.dropFirst(lag))
    #expect(abs(ofSquares) < 5 / Double(count).squareRoot(), "squares, lag \(lag)")
  }
  // Chi-square over 64 cells of equal probability: 63 degrees of freedom.
  var cells = [Int](repeating: 0, count: 64)
  for value in values { cells[min(63, Int(0.5 * erfc(-value / 2.0.squareRoot()) * 64))] += 1 }
  let expected = Double(count) / 64
  let chiSquare = cells.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  #expect(abs(chiSquare - 63) < 5 * (2 * 63.0).squareRoot())
}
