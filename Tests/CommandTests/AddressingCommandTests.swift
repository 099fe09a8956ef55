import TestSupport
import Testing

/// Every operation where kernels are given buffers with offsets, as on drivers without shared virtual memory.
@Suite struct AddressingCommandTests {
  @Test func theSelfTestPassesWithOffsets() throws {
    let process = try ForesightProcess(
      ["selftest", "--all-candidates", "--device", "cpu"], environment: ["FORESIGHT_SHARED_MEMORY": "0"])
    #expect(process.status == 0, "\(process.output.suffix(2000))\(process.errors)")
    #expect(process.output.contains("cases passed: ok"))
  }
}
