import Benchmarks
import Device
import Operations
import Randomness

/// A product with arrays of its own, on which its variants are checked and timed.
final class ProductTrial {
  let product: Product
  private let output: DeviceArray
  private let queue: any Queue
  private let initial: [Float]
  /// Relative to the magnitude of an element's terms.
  private let tolerance: Double
  let samples: [(index: Int, expected: ProductReference.Element)]
  /// The whole output of the first variant whose result was correct.
  private var verified: [Float]?

  /// Fills all operands with seeded values, uniform between −1 and 1. Throws if the device cannot hold them.
  init(_ shape: ProductShape, context: OperationContext, queue: any Queue) throws {
    self.queue = queue
    tolerance = context.precision.sumTolerance
    var generator = SplitMix64(seed: Checksum.fnv1a(shape.key.utf8))
    let left = generator.floats(shape.leftCount)
    let right = generator.floats(shape.rightCount)
    let bias = shape.hasBias ? generator.floats(shape.biasCount) : []
    initial = shape.accumulates ? generator.floats(shape.outputCount) : []
    func array(_ values: [Float]) throws -> DeviceArray {
      let array = try context.makeArray([values.count])
      try queue.upload(HostMemory(values), to: array.buffer, byteOffset: 0)
      return array
    }
    output = try context.makeArray([shape.outputCount])
    product = shape.product(
      left: try array(left), right: try array(right), output: output,
      bias: shape.hasBias ? try array(bias) : nil)
    let reference = ProductReference(
      shape: shape, left: left.map(context.precision.rounded), right: right.map(context.precision.rounded),
      bias: bias, initial: initial)
    samples = reference.samples().map { ($0, reference.element($0)) }
  }

  /// The fault in the launches' result; nil if it is correct.
  ///
  /// The whole output must be finite and agree with that of the first correct variant; samples of it must
  /// agree with the sums in double precision. Throws if the device fails.
  func fault(_ launches: [any Launch]) throws -> String? {
    if initial.isEmpty {
      try queue.fill(output.buffer, pattern: Float.nan.bitPattern)
    } else {
      try queue.upload(HostMemory(initial), to: output.buffer, byteOffset: 0)
    }
    try finishing { for launch in launches { try queue.enqueue(launch) } }
    let count = product.shape.outputCount
    let values = try queue.download(output.buffer, range: 0..<(4 * count)).wait().array(
      of: Float.self)
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      return "element \(index) of \(count) is \(values[index])"
    }
    for (index, expected) in samples {
      let allowed = tolerance * expected.magnitude + Self.absoluteTolerance
      if abs(Double(values[index]) - expected.value) > allowed {
        return "element \(index) of \(count) is \(values[index]), but should be \(Float(expected.value))"
      }
    }
    guard let verified else {
      verified = values
      return nil
    }
    let largest = samples.map(\.expected.magnitude).max()!
    let allowed = Float(2 * (tolerance * largest + Self.absoluteTolerance))
    if let index = values.indices.first(where: { abs(values[$0] - verified[$0]) > allowed }) {
      return
        "element \(index) of \(count) is \(values[index]), but was \(verified[index]) by another variant"
    }
    return nil
  }

  /// The time of one of `count` queued runs, in seconds.
  func time(_ launches: [any Launch], count: Int) throws -> Double {
    try finishing { try queuedSeconds(launches, count: count, on: queue) / Double(count) }
  }

  /// Calls `body`. If it throws, waits for what it had enqueued, before the launches' memory is used again.
  private func finishing<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      try? queue.finish()
      throw error
    }
  }

  private static let absoluteTolerance = 1e-6
}
