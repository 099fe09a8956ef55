import TestSupport
import Testing

@testable import Device

/// A device that is not here tells what it would be given.
@Suite struct AbsentDeviceTests {
  @Test func launchesAreKept() throws {
    let device = AbsentDevice(NamedDevice.named("H200")!.info)
    let (a, b) = (try device.makeBuffer(byteCount: 400), try device.makeBuffer(byteCount: 800))
    let launch = try #require(
      try device.makeLaunch(
        "product_group", in: Program(["epilogue", "product_group"]),
        arguments: [
          .buffer(a), .buffer(b.slice(byteOffset: 16, byteCount: 64)), .buffer(a), .int(5), .int(6), .int(7),
        ],
        global: [128, 3, 2], local: [64, 1, 1]) as? AbsentLaunch)
    #expect(launch.groups == 12 && launch.groupSize == 64)
    #expect(launch.bytes == 464 && launch.bufferCount == 3)
    #expect(launch.number("m_count") == 5 && launch.number("k_count") == 7)
    #expect(launch.number("lda") == nil && launch.number("nothing") == nil)
    #expect(device.kernels.values.map { $0 } == [["product_group"]])
    #expect(throws: DeviceUnavailable.self) { try device.makeBuffer(byteCount: 1 << 60) }
    let queue = device.makeQueue(profiling: false, urgent: false)
    #expect(throws: DeviceUnavailable.self) { try queue.download(a, range: nil) }
  }

  @Test(arguments: [([512], [512]), ([100], [64]), ([64], [8, 8]), ([0], [1])])
  func whatNoDriverWouldTakeIsRefused(global: [Int], local: [Int]) throws {
    let device = AbsentDevice(try #require(NamedDevice.named("mi300x")).info)
    #expect(throws: DeviceUnavailable.self) {
      try device.makeLaunch("row_sum", in: Program("reduction"), arguments: [], global: global, local: local)
    }
  }

  @Test func numbersAreNamedInOrder() {
    let text = """
      #define MORE_PARAMETERS
      #define MORE_PARAMETERS \\
        , int height, \\
          int width
      KERNEL void other(int a, int b) {}
      KERNEL void kernel(GLOBAL const float* x,  // [n, m], int no
                         GLOBAL int* y, int n, int m, float scale, int last MORE_PARAMETERS) {}
      """
    #expect(KernelSource.numbers(of: "kernel", in: text) == ["n", "m", "last", "height", "width"])
    #expect(KernelSource.numbers(of: "none", in: text).isEmpty)
  }

  @Test(arguments: NamedDevice.all.map(\.name)) func namedDevicesAreWhole(name: String) throws {
    let device = try #require(NamedDevice.named(name))
    #expect(NamedDevice.named(name.uppercased().replacing("-", with: " "))?.name == name)
    // The lanes give the multiply-adds at a clock that the device has, within a few percent.
    let clock = device.cyclesPerMicrosecond / Double(device.info.clockFrequency)
    #expect(abs(clock - 1) < 0.06, "\(clock) of \(device.info.clockFrequency) MHz")
    #expect(device.info.computeUnits % device.units == 0 && !device.info.isCPU)
  }
}
