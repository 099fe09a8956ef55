import Foundation
import TestSupport
import Testing

@testable import Device

/// What becomes of programs on their way to the CUDA driver, and which driver it is.
@Suite(.serialized) struct CUDAProgramTests {
  init() throws { try SoftwareCUDA.reset() }

  @Test func theEnvironmentsRegistersAreTakenOut() {
    let text = "mov.b32 %r1, %envreg3;\nmov.b32 %r2, %ctaid.x;\nadd.s32 %r3, %r1, %envreg12;"
    #expect(
      PTX.withoutEnvironment(text) == "mov.b32 %r1, 0;\nmov.b32 %r2, %ctaid.x;\nadd.s32 %r3, %r1, 0;")
    #expect(PTX.withoutEnvironment("ret;") == "ret;")
  }

  @Test func registersAreLimitedWhereGroupsShouldFit() {
    let text = ".entry first(\n)\n.reqntid 256, 1, 1\n{\n}\n.entry second(\n)\n{\n}"
    #expect(
      PTX.resident(groups: 2, text)
        == ".entry first(\n)\n.reqntid 256, 1, 1\n.minnctapersm 2\n{\n}\n.entry second(\n)\n{\n}")
    #expect(Program("product_sum", macros: ["RESIDENT_GROUPS": "2"]).residentGroups == 2)
    #expect(Program("product_sum").residentGroups == nil)
  }

  @Test func programsAreLinkedOnceAndDamageIsMended() throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "foresight-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func links() throws -> Int {
      let before = try SoftwareCUDA.calls(of: "cuLinkComplete")
      let device = try TestedDriver.softwareCUDA(cache: ProgramCache(folder: folder))
      let buffer = try device.makeBuffer(byteCount: 32)
      _ = try Diamond.launch(
        device, "shift", [.buffer(buffer), .int(1), .buffer(buffer.slice(byteOffset: 16, byteCount: 16))])
      return try SoftwareCUDA.calls(of: "cuLinkComplete") - before
    }
    #expect(try links() == 1)
    #expect(try links() == 0)
    let file = try #require(
      FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).first)
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: file)
    #expect(try links() == 1)
    #expect(try links() == 0)
  }

  @Test func aMissingCompilerSaysWhatToInstall() throws {
    let error = #expect(throws: DeviceUnavailable.self) {
      try MissingCompiler(deviceName: "NVIDIA X").compile("", label: "product", isExact: false)
    }
    #expect(error?.description.contains("libnvidia-opencl.so.1") == true)
  }

  /// A driver whose binaries are no PTX, as PoCL's are not.
  @Test func aCompilerOfOtherBinariesIsRefused() throws {
    let cpu = try TestedDriver.openCL(.pointers)
    let compiler = OpenCLPTXCompiler(id: OpenCLIdentifier(id: cpu.id), info: cpu.info)
    let error = #expect(throws: DeviceUnavailable.self) {
      try compiler.compile(
        Program(text: "KERNEL void one(GLOBAL int* x) { x[0] = 1; }").source, label: "one", isExact: false)
    }
    let message = try #require(error?.description)
    #expect(message.contains("bytes for one that are no PTX; set FORESIGHT_DRIVER=opencl"), "\(message)")
    #expect(message.contains(cpu.info.name))
  }

  /// In a container NVIDIA's compiler is there, and no file names it to OpenCL's loader.
  @Test func aCompilerThatNoFileNamesIsFound() throws {
    let files = NVIDIAVendorFile.files(
      beside: ["pocl.icd": "libpocl.so.2\n", "read.me": "libother.so"],
      exists: { $0 == "libnvidia-opencl.so.1" })
    #expect(files == ["pocl.icd": "libpocl.so.2\n", "foresight-nvidia.icd": "libnvidia-opencl.so.1\n"])
    // One that is named already, and one that is not there.
    #expect(
      NVIDIAVendorFile.files(beside: ["nvidia.icd": "libnvidia-opencl.so.1"], exists: { _ in true }) == nil)
    #expect(NVIDIAVendorFile.files(beside: [:], exists: { _ in false }) == nil)
  }

  @Test func theEnvironmentChoosesTheDriver() throws {
    #expect(try Devices.DriverChoice.fromEnvironment([:]) == nil)
    #expect(try Devices.DriverChoice.fromEnvironment([Devices.driverVariable: "CUDA"]) == .cuda)
    #expect(try Devices.DriverChoice.fromEnvironment([Devices.driverVariable: "opencl"]) == .opencl)
    let error = #expect(throws: DeviceUnavailable.self) {
      try Devices.DriverChoice.fromEnvironment([Devices.driverVariable: "vulkan"])
    }
    #expect(error?.description == "FORESIGHT_DRIVER is \"vulkan\", but must be cuda or opencl")
  }

  @Test func driversThatCannotBeUsedAreToldApart() throws {
    let none = #expect(throws: CUDADriver.Missing.self) { try CUDADriver(library: "/nowhere/libcuda.so.1") }
    #expect(none?.isFault == false && none?.description.contains("/nowhere/libcuda.so.1") == true)
    let old = #expect(throws: CUDADriver.Missing.self) { try CUDADriver(library: "libm.so.6") }
    #expect(old?.isFault == true && old?.description.contains("has no function cuInit") == true)
    try SoftwareCUDA.setDeviceCount(0)
    let empty = #expect(throws: CUDADriver.Missing.self) { try CUDADriver(library: SoftwareCUDA.library) }
    #expect(empty?.description == "the CUDA driver finds no device")
    try SoftwareCUDA.reset()
  }
}
