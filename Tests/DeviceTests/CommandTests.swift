import Foundation
import TestSupport
import Testing

/// What a user sees where there is no device, no such device, or no place for the cache.
@Suite struct CommandTests {
  @Test func noPlatformSaysWhatToInstall() throws {
    let run = try ForesightProcess(["devices"], environment: ["OCL_ICD_VENDORS": "/nonexistent"])
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(run.errors.contains("no OpenCL platform was found; install"))
  }

  @Test(arguments: [["devices"], ["bench", "kernels"]])
  func anUnknownDeviceListsTheKnown(command: [String]) throws {
    let run = try ForesightProcess(command + ["--device", "no such thing"])
    #expect(run.status == 1)
    #expect(
      run.errors.contains("no device matches \"no such thing\", which --device asks for; choose one of: 0: "))
  }

  @Test func theEnvironmentNamesTheDevice() throws {
    let environment = ["FORESIGHT_DEVICE": "no such thing"]
    let bench = try ForesightProcess(["bench", "kernels", "--only", "elu"], environment: environment)
    #expect(bench.status == 1)
    #expect(bench.errors.contains("no device matches \"no such thing\""))
    let listed = try ForesightProcess(["devices"], environment: environment)
    #expect(listed.status == 0)
  }

  @Test func devicesAreListed() throws {
    let run = try ForesightProcess(["devices", "--device", "cpu"], environment: ["FORESIGHT_DEVICE": "cpu"])
    #expect(run.status == 0)
    #expect(run.output.contains("(cpu, the default)"))
    #expect(run.output.contains("compute units"))
  }

  /// CUDA's programs are kept there; OpenCL's as well, but for those of PoCL.
  @Test(arguments: ["cpu", "cuda"]) func withoutAPlaceForTheCacheAllWorks(device: String) throws {
    let file = FileManager.default.temporaryDirectory.appending(component: "\(UUID()).json")
    let suite = """
      {"format": "foresight-kernel-suite-1", "cases": [
        {"name": "small", "op": "elu", "attributes": {}, "shapes": {"input": [3]}}]}
      """
    try Data(suite.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    for folder in ["/proc/nowhere", file.path] {
      var environment = device == "cuda" ? try SoftwareCUDA.environment : [:]
      environment["FORESIGHT_CACHE"] = folder
      let run = try ForesightProcess(
        ["bench", "kernels", "--suite", file.path, "--repeat", "1", "--device", device, "--json"],
        environment: environment)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("\"forward_ms\""))
      let warnings = run.errors.split(separator: "\n").filter {
        $0.contains("cannot write to the cache folder")
      }
      #expect(warnings.count == (device == "cuda" ? 1 : 0), "\(run.errors)")
    }
  }

  @Test func aBadSuiteIsOneSentence() throws {
    let file = FileManager.default.temporaryDirectory.appending(component: "\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    for text in ["", "[]", "{\"format\": \"other\", \"cases\": []}", "{\"format\": 3}"] {
      try Data(text.utf8).write(to: file)
      let run = try ForesightProcess(["bench", "kernels", "--suite", file.path])
      #expect(run.status == 1)
      #expect(run.errors.split(separator: "\n").count == 1)
      #expect(run.errors.contains(file.path))
    }
  }

  @Test func anUnknownOperationFailsItsCaseAlone() throws {
    let file = FileManager.default.temporaryDirectory.appending(component: "\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = """
      {"format": "foresight-kernel-suite-1", "cases": [
        {"name": "first", "op": "no_such_operation", "attributes": {}, "shapes": {"input": [3]}},
        {"name": "second", "op": "elu", "attributes": {}, "shapes": {"input": [3]}}]}
      """
    try Data(text.utf8).write(to: file)
    let run = try ForesightProcess(
      ["bench", "kernels", "--suite", file.path, "--repeat", "1", "--device", "cpu", "--json"])
    #expect(run.status == 1)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.contains("\"error\":\"no_such_operation: no such operation") == true)
    #expect(lines.last?.contains("\"forward_ms\"") == true)
  }
}
