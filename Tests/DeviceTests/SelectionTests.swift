import Testing

@testable import Device

/// Choosing one of several devices; the list is made up.
@Suite struct SelectionTests {
  private static let devices: [any Device] = [
    ListedDevice(0, "Small GPU", .gpu, vendor: "Acme", units: 8),
    ListedDevice(1, "pthread-cpu", .cpu, vendor: "Portable", units: 64),
    ListedDevice(2, "Large GPU", .gpu, vendor: "Borealis", units: 80),
  ]

  private func selected(_ request: String?) throws -> Int {
    try Devices.select(request, among: Self.devices).info.index
  }

  @Test func byIndex() throws {
    #expect(try selected("0") == 0)
    #expect(try selected("1") == 1)
  }

  @Test func byKindTakesTheFastest() throws {
    #expect(try selected("gpu") == 2)
    #expect(try selected("GPU") == 2)
    #expect(try selected("cpu") == 1)
  }

  @Test func byPartOfNameVendorOrPlatform() throws {
    #expect(try selected("small") == 0)
    #expect(try selected("borealis") == 2)
    #expect(try selected("platform of acme") == 0)
  }

  @Test func byDefaultTheFastestGPU() throws {
    #expect(try selected(nil) == 2)
    #expect(try selected("") == 2)
  }

  @Test(arguments: ["3", "-1", "accelerator", "nothing like it"])
  func whatFitsNoneListsAll(request: String) throws {
    let error = #expect(throws: DeviceUnavailable.self) { try selected(request) }
    let message = try #require(error?.description)
    #expect(message.contains("\"\(request)\""))
    #expect(message.contains("0: Small GPU, 1: pthread-cpu, 2: Large GPU"))
  }
}

/// A device that can only be listed.
private final class ListedDevice: Device {
  let info: DeviceInfo

  init(_ index: Int, _ name: String, _ kind: DeviceInfo.Kind, vendor: String, units: Int) {
    info = DeviceInfo(
      index: index, name: name, kind: kind, vendor: vendor, platform: "Platform of \(vendor)",
      platformVersion: "1", driverVersion: "1", version: "1", computeUnits: units, clockFrequency: 1000,
      globalMemory: 0, largestAllocation: 0, localMemory: 0, largestWorkGroup: 1, floatLanes: 1,
      hasSharedMemory: false, dividesExactly: true, hasCompiler: true, supportsHalf: false,
      supportsDouble: false)
  }

  func makeQueue(profiling: Bool, urgent: Bool) throws -> any Queue { throw DeviceUnavailable("only listed") }
  func makeBuffer(byteCount: Int) throws -> Buffer { throw DeviceUnavailable("only listed") }
  func makeLaunch(
    _ name: String, in program: Program, arguments: [Argument], global: [Int], local: [Int]?
  ) throws -> any Launch { throw DeviceUnavailable("only listed") }
  func makeHostMemory(byteCount: Int) throws -> HostMemory { throw DeviceUnavailable("only listed") }
  func makeSequence(_ contents: SequenceContents) throws -> any CommandSequence {
    throw DeviceUnavailable("only listed")
  }
  func trimPool() {}
}
