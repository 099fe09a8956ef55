import Conformance
import Device
import Operations
import Tensors
import TestSupport
import Testing

/// Damages the requests of the embedded cases in seeded ways: each can be traced and bound, or is refused in a sentence.
@Suite struct RequestFuzzTests {
  @Test func noRequestCrashes() throws {
    let device = RecordingDevice(try Devices.select("cpu"))
    var generator = SeededGenerator(seed: 2)
    for conformanceCase in try ConformanceFile.embedded().flatMap(\.cases) {
      let operation = NamedOperation.named(conformanceCase.operation)
      guard operation != nil || OptimizerCase.operations.contains(conformanceCase.operation) else { continue }
      for variant in operation?.variants ?? [.vector] {
        for _ in 0..<60 {
          let request = Self.damaged(conformanceCase.request, &generator)
          do {
            if operation == nil {
              _ = try OptimizerCase(request, device: device.info)
            } else {
              let traced = try NamedOperation.trace(request, device: device.info)
              _ = try OperationExecutable(
                traced, context: OperationContext(device: device, forced: variant))
            }
          } catch let error as OperationError {
            #expect(error.operation == request.operation)
          } catch is DeviceUnavailable {
            // The device has not what it needs.
          } catch is ModelTooLarge {
            // Larger than the device can hold.
          }
        }
      }
    }
  }

  private static func damaged(
    _ request: OperationRequest, _ generator: inout SeededGenerator
  ) -> OperationRequest {
    var attributes = request.attributes
    var inputs = request.inputs
    for _ in 0..<Int.random(in: 1...2, using: &generator) {
      let name = inputs.keys.sorted().randomElement(using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0, 1:
        guard let name, let input = inputs[name] else { continue }
        inputs[name] = .init(shape: shape(input.shape, &generator), type: input.type)
      case 2:
        guard let name, let input = inputs[name] else { continue }
        inputs[name] = .init(
          shape: input.shape, type: [.float32, .int32, .uint8].randomElement(using: &generator)!)
      case 3:
        guard let attribute = attributes.keys.sorted().randomElement(using: &generator) else { continue }
        attributes[attribute] = values.randomElement(using: &generator)!
      default:
        guard let name else { continue }
        inputs[name] = nil
      }
    }
    return OperationRequest(
      operation: request.operation, attributes: attributes, inputs: inputs,
      differentiated: request.differentiated)
  }

  private static let values: [Attribute?] =
    [
      nil, Attribute.none, .bool(true), .bool(false), .text("x"), .numbers([]), .numbers([0, 0]),
      .numbers([-9]),
    ]
    + [.numbers([99]), .numbers([0.5]), .numbers([1e300])]
    + [0, 1, 2, 3, 5, 7, 1000, -1, 0.5, 1e9, 2_147_483_647, -2_147_483_648, 1e300].map { .number($0) }

  private static func shape(_ shape: [Int], _ generator: inout SeededGenerator) -> [Int] {
    var shape = shape
    let axis = shape.indices.randomElement(using: &generator)
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: shape.insert([1, 2, 3].randomElement(using: &generator)!, at: axis ?? 0)
    case 1: if let axis { shape.remove(at: axis) }
    case 2: shape.shuffle(using: &generator)
    default:
      if let axis {
        shape[axis] = [0, 1, shape[axis] + 1, shape[axis] * 2, 1_000_003].randomElement(using: &generator)!
      }
    }
    return shape
  }
}
