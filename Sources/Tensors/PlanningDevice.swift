import Device

/// A stand-in for a device: it reports the same properties, but allocates and compiles nothing. Operations
/// that are bound on it show how much scratch memory they need.
final class PlanningDevice: Device {
  private final class PlannedMemory: DeviceMemory {
    let byteCount: Int

    init(byteCount: Int) { self.byteCount = byteCount }
  }

  private final class PlannedLaunch: Launch {
    let name: String

    init(name: String) { self.name = name }
  }

  private let device: any Device

  init(_ device: any Device) { self.device = device }

  var info: DeviceInfo { device.info }

  func makeQueue(profiling: Bool, urgent: Bool) throws -> any Queue {
    try device.makeQueue(profiling: profiling, urgent: urgent)
  }

  func makeBuffer(byteCount: Int) -> Buffer { Buffer(PlannedMemory(byteCount: byteCount)) }

  func makeHostMemory(byteCount: Int) -> HostMemory { HostMemory(byteCount: byteCount) }

  func makeSequence(_ contents: SequenceContents) throws -> any CommandSequence {
    preconditionFailure("a sequence on a device that only plans")
  }

  func makeLaunch(_ name: String, in program: Program, arguments: [Argument], global: [Int], local: [Int]?)
    -> any Launch
  {
    PlannedLaunch(name: name)
  }

  func makeLibraryProduct(_ product: LibraryProduct) -> (any Launch)? { PlannedLaunch(name: product.label) }

  func trimPool() {}
}
