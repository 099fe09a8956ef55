import Benchmarks
import Device
import Operations
import Tensors
import TestSupport
import Testing

/// What a device that is not here is given is what one that is here gets.
@Suite struct LaunchShapeTests {
  private static let cases = [
    "matmul/50x600x200", "linear/value-head-601", "conv2d/board-8x8-32", "gru_cell/50x200",
    "batch_norm_train/128x32x8x8",
    "layer_norm/2500x200",
  ]

  private func steps(_ name: String, on device: any Device) throws -> [Executable.Step] {
    let suiteCase = try #require(KernelSuite.standard.cases.first { $0.name == name })
    let steps = try suiteCase.steps(context: OperationContext(device: device))
    return steps.forward + steps.backward
  }

  @Test(arguments: cases) func launchesAreThoseOfADeviceThatIsHere(name: String) throws {
    let cpu = try Devices.select("cpu")
    for device in [cpu, DeviceAsGPU(cpu)] as [any Device] {
      let here = try steps(name, on: device)
      let absent = try steps(name, on: AbsentDevice(device.info))
      #expect(here.map(\.launch.name) == absent.map(\.launch.name))
      #expect(here.map(\.operation) == absent.map(\.operation))
      #expect(LaunchShape.shapes(of: here).isEmpty)
    }
  }

  @Test(arguments: cases) func workIsThatOfTheOperations(name: String) throws {
    let steps = try steps(name, on: AbsentDevice(NamedDevice.named("h200")!.info))
    let shapes = LaunchShape.shapes(of: steps)
    #expect(shapes.count == steps.count)
    let sum = { (value: (Executable.Step) -> Double) in steps.map(value).reduce(0, +) }
    expectClose(shapes.map(\.flops).reduce(0, +), sum(\.work.flops))
    expectClose(shapes.map(\.tensorBytes).reduce(0, +), sum(\.work.bytes))
    for (shape, step) in zip(shapes, steps) {
      #expect(shape.kernel == step.launch.name && shape.groups > 0 && shape.bytes > 0)
      guard let tile = shape.tile else { continue }
      // Tiles cover the product, and little more than it.
      let ratio = 2 * tile.work * Double(shape.groups) / shape.flops
      #expect(ratio > 0.999 && ratio < 8, "\(ratio): \(shape)")
    }
    #expect(shapes.contains { $0.tile != nil } == shapes.contains { $0.flops > 0 })
  }

  private func expectClose(_ value: Double, _ expected: Double) {
    #expect(abs(value - expected) <= 1e-9 * expected, "\(value), not \(expected)")
  }

  @Test func stepsAreSummedUp() throws {
    let device = NamedDevice.named("h200")!
    let shapes = LaunchShape.shapes(of: try steps("linear/value-head-601", on: AbsentDevice(device.info)))
    let forecast = StepForecast(shapes + shapes, model: LaunchModel(device: device))
    #expect(forecast.launches.count == 2 * shapes.count)
    #expect(forecast.groups.reduce(0) { $0 + $1.count } == 2 * shapes.count)
    let wastes = forecast.groups.map { $0.launch.waste * Double($0.count) }
    #expect(wastes == wastes.sorted(by: >))
    #expect(forecast.time > forecast.perfect && forecast.perfect > 0)
    #expect((0...1).contains(forecast.occupyingShare))
    #expect(StepForecast([], model: LaunchModel(device: device)).occupyingShare == 1)
  }
}
