import Device
import Tensors
import TestSupport
import Testing

@testable import Operations
@testable import Tuning

/// The tuner's reference against the kernels, and against itself where it must find faults.
@Suite struct ProductReferenceTests {
  /// Every source of operands: requests whose products use it, with the number of products.
  private static let requests: [(request: OperationRequest, products: Int)] = [
    (request("matmul", ["a": [5, 7], "b": [7, 19]]), 3),
    (request("batched_matmul", ["a": [2, 7, 3], "b": [2, 5, 7]], transposes), 3),
    (request("linear", ["input": [3, 17], "weight": [5, 17], "bias": [5]]), 3),
    (
      request(
        "conv2d", ["input": [2, 3, 7, 6], "weight": [5, 3, 3, 2], "bias": [5]],
        ["stride": .number(2), "padding": .number(1)]), 3
    ),
    (
      request(
        "conv2d", ["input": [2, 4, 5, 3], "weight": [6, 4, 3, 3], "bias": [6]],
        ["stride": .number(1), "padding": .number(2)]), 3
    ),
    (
      request(
        "conv_transpose2d", ["input": [2, 3, 4, 3], "weight": [3, 2, 3, 4], "bias": [2]],
        ["stride": .number(2), "padding": .number(1), "output_padding": .number(1)]), 3
    ),
  ]

  private static let transposes: [String: Attribute] = [
    "transpose_a": .bool(true), "transpose_b": .bool(true),
  ]

  private static func request(
    _ operation: String, _ shapes: [String: [Int]], _ attributes: [String: Attribute] = [:]
  ) -> OperationRequest {
    OperationRequest(
      operation: operation, attributes: attributes, inputs: shapes.mapValues { .init(shape: $0) },
      differentiated: Set(shapes.keys))
  }

  @Test(arguments: requests.indices) func agreesWithEveryVariant(index: Int) throws {
    let (request, count) = Self.requests[index]
    let device = try Devices.select("cpu")
    let context = OperationContext(device: device)
    _ = try OperationExecutable(NamedOperation.trace(request, device: device.info), context: context)
    #expect(context.products.count == count)
    for shape in context.products {
      let trial = try ProductTrial(shape, context: context, queue: device.makeQueue(profiling: false))
      for choice in [trial.product.defaultChoice(context), .group(tile: .tile32x32), .clblast] {
        guard let launches = try trial.product.launches(choice, context) else {
          #expect(choice == .clblast && (shape.hasBias || shape.geometry != nil), "\(shape.key)")
          continue
        }
        #expect(try trial.fault(launches) == nil, "\(shape.key), \(choice)")
      }
    }
  }

  @Test func aMissingResultIsSeen() throws {
    let device = try Devices.select("cpu")
    let context = OperationContext(device: device)
    _ = try OperationExecutable(
      NamedOperation.trace(Self.requests[0].request, device: device.info), context: context)
    let shape = try #require(context.products.first)
    let trial = try ProductTrial(shape, context: context, queue: device.makeQueue(profiling: false))
    #expect(try trial.fault([])?.contains("nan") == true)
  }

  @Test func aFaultBetweenTheSamplesIsSeen() throws {
    let bench = try Bench()
    let trial = try ProductTrial(.plain(m: 60, n: 60, k: 8), context: bench.context, queue: bench.queue)
    let launches = try #require(try trial.product.launches(.clblast, bench.context))
    #expect(try trial.fault(launches) == nil)
    let step = Buffer.alignment / 4
    let sampled = Set(trial.samples.map(\.index))
    let place = try #require(stride(from: 0, to: 3600, by: step).first { !sampled.contains($0) })
    let element = DeviceArray(
      buffer: trial.product.output.buffer.slice(byteOffset: 4 * place, byteCount: 4), shape: [1])
    let number = try bench.array([Float(10)], [1])
    let spoiling = ProductShape.plain(m: 1, n: 1, k: 1).product(
      left: number, right: number, output: element, bias: nil)
    let fault = try trial.fault(launches + #require(try spoiling.launches(.clblast, bench.context)))
    #expect(fault?.hasPrefix("element \(place) of 3600 is 100.0, but was ") == true)
  }

  @Test func aLargeOutputIsSampledAtItsCorners() {
    let shape = ProductShape.plain(m: 300, n: 200, k: 8)
    let reference = ProductReference(shape: shape, left: [], right: [], bias: [], initial: [])
    let samples = reference.samples()
    #expect(samples.count == 400 && samples == Set(samples).sorted())
    #expect(Set([0, 199, 299 * 200, 300 * 200 - 1]).isSubset(of: samples))
  }
}
