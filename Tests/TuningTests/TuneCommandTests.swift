import Device
import Foundation
import TestSupport
import Testing
import Tuning

/// The built program's use of measurements.
@Suite struct TuneCommandTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private static let suite = """
    {"format": "foresight-kernel-suite-1",
     "cases": [{"name": "elu", "op": "elu", "attributes": {"alpha": 1}, "shapes": {"input": [2, 3]}}]}
    """

  @Test func aSuiteWithoutProductsMeasuresNothing() throws {
    try withFolder { folder in
      let suite = folder.appending(component: "suite.json")
      try Data(Self.suite.utf8).write(to: suite)
      let run = try ForesightProcess(
        ["tune", "--device", "cpu", "--suite", suite.path], environment: ["FORESIGHT_CACHE": folder.path])
      #expect(run.status == 0 && run.errors.isEmpty)
      #expect(run.output.contains("0 products to measure\nnothing was measured\n"))
    }
  }

  @Test func damagedMeasurementsAreWarnedOfAndNotUsed() throws {
    try withFolder { folder in
      let store = try TuningStore(
        device: Devices.select("cpu").info, folder: folder.appending(component: "tuning"))
      #expect(store.save([:]))
      try Data("{".utf8).write(to: store.file)
      let run = try ForesightProcess(
        ["selftest", "--device", "cpu", "--only", "elu"], environment: ["FORESIGHT_CACHE": folder.path])
      #expect(run.status == 0)
      #expect(run.errors.contains("\(store.file.path) is damaged, so defaults are used"))
    }
  }

  @Test(arguments: [
    ["--suite", "/nonexistent"], ["--only", "no such case"], ["--device", "no such device"],
    ["--preset", "nosuch"], ["--preset", "cartpole", "--only", "gemm"],
  ])
  func badInputExitsWith1(arguments: [String]) throws {
    let run = try ForesightProcess(["tune"] + arguments)
    #expect(run.status == 1 && run.errors.hasPrefix("foresight: error: "))
  }
}
