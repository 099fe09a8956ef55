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

  private struct Line: Decodable {
    let product: String?
    let share: Double?
    let step_before_ms: Double?
    let step_after_ms: Double?
  }

  /// A preset's products come by their shares, one at least, until the time is over; the step is timed before and after.
  @Test(arguments: [false, true]) func aPresetIsTunedByShares(isGPU: Bool) throws {
    try withFolder { folder in
      var environment = ["FORESIGHT_CACHE": folder.path]
      if isGPU { environment.merge(try SoftwareCUDA.environment) { $1 } }
      let arguments = ["tune", "--device", isGPU ? "cuda" : "cpu", "--preset", "mlp", "--minutes", "1e-6"]
      let first = try ForesightProcess(arguments + ["--json"], environment: environment)
      #expect(first.status == 0, "\(first.errors)")
      let lines = try first.output.split(separator: "\n").map {
        try JSONDecoder().decode(Line.self, from: Data($0.utf8))
      }
      try #require(lines.count == 2)
      let share = try #require(lines[0].share)
      #expect(share > 0.02 && share <= 1 && lines[0].product?.hasPrefix("m=") == true)
      #expect(lines[1].step_before_ms ?? 0 > 0 && lines[1].step_after_ms ?? 0 > 0)
      if isGPU { return }
      // Goes on behind what was measured.
      let next = try ForesightProcess(arguments + ["--resume"], environment: environment)
      #expect(next.status == 0, "\(next.errors)")
      #expect(!next.output.contains(try #require(lines[0].product)))
      #expect(next.output.contains("% of the step: m="))
      #expect(next.output.contains("the time is over: 1 of ") && next.output.contains("--resume goes on"))
      #expect(next.output.hasPrefix("a training step takes "))
      #expect(next.output.contains("times as fast as before"))
    }
  }

  private static let product = """
    {"format": "foresight-kernel-suite-1",
     "cases": [{"name": "product", "op": "matmul", "attributes": {"transpose_a": false, "transpose_b": false},
                "shapes": {"a": [8, 9], "b": [9, 10]}}]}
    """

  /// Each precision has measurements of its own, which `--resume` goes on with.
  @Test func precisionsAreMeasuredApart() throws {
    try withFolder { folder in
      let suite = folder.appending(component: "suite.json")
      try Data(Self.product.utf8).write(to: suite)
      let store = try TuningStore(
        device: Devices.select("cpu").info, folder: folder.appending(component: "tuning"))
      func tune(_ options: String...) throws -> String {
        let run = try ForesightProcess(
          ["tune", "--device", "cpu", "--suite", suite.path] + options,
          environment: ["FORESIGHT_CACHE": folder.path])
        #expect(run.status == 0, "\(run.errors)")
        return run.output
      }
      #expect(try tune("--precision", "bf16", "--minutes", "1e-6").contains(" bf16\n"))
      let first = store.load().keys
      #expect(first.count == 1 && first.allSatisfy { $0.hasSuffix(" bf16") })
      let all = try tune("--precision", "float32", "--resume", "--minutes", "1e-6")
      #expect(all.contains(": 3 products to measure"))
      #expect(store.load().count == 2 && store.load().keys.contains { !$0.hasSuffix("16") })
      let rest = try tune("--precision", "bf16", "--resume", "--minutes", "1e-6")
      #expect(rest.contains(": 2 products to measure"))
      #expect(store.load().keys.count { $0.hasSuffix(" bf16") } == 2)
    }
  }

  @Test func aPrecisionThatTheDeviceHasNotIsRefused() throws {
    try withFolder { folder in
      var environment = ["FORESIGHT_CACHE": folder.path, "SOFTWARE_CUDA_CAPABILITY": "7"]
      environment.merge(try SoftwareCUDA.environment) { $1 }
      for more in [[], ["--preset", "mlp"]] {
        let run = try ForesightProcess(
          ["tune", "--device", "cuda", "--precision", "tf32"] + more, environment: environment)
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.errors.contains("--precision is tf32, but ") && run.errors.contains(" has float32 alone"))
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.appending(component: "tuning").path))
      }
    }
  }

  @Test(arguments: [
    ("foresight-tuning-1", "foresight-tuning-0", "has the format \"foresight-tuning-0\" of another version"),
    ("\"kernels\" : \"", "\"kernels\" : \"0", "was measured with other kernels"),
    ("\"device\" : \"", "\"device\" : \"another ", "is of another device, another "),
  ])
  func measurementsOfElsewhereAreNotedAndNotUsed(old: String, new: String, note: String) throws {
    try withFolder { folder in
      let store = try TuningStore(
        device: Devices.select("cpu").info, folder: folder.appending(component: "tuning"))
      #expect(store.save([:]))
      let text = try String(contentsOf: store.file, encoding: .utf8)
      #expect(text.contains(old))
      try Data(text.replacing(old, with: new).utf8).write(to: store.file)
      let run = try ForesightProcess(
        ["selftest", "--device", "cpu", "--only", "elu"], environment: ["FORESIGHT_CACHE": folder.path])
      #expect(run.status == 0 && run.errors.contains("\(store.file.path) \(note)"), "\(run.errors)")
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
    ["--preset", "nosuch"], ["--preset", "cartpole", "--only", "gemm"], ["--minutes", "0"],
    ["--precision", "float16"],
    ["--minutes", "nan"],
  ])
  func badInputExitsWith1(arguments: [String]) throws {
    let run = try ForesightProcess(["tune"] + arguments)
    #expect(run.status == 1 && run.errors.hasPrefix("foresight: error: "))
  }
}
