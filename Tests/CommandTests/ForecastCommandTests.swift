import TestSupport
import Testing

/// `--as`: what a device that is not here would get.
@Suite struct ForecastCommandTests {
  @Test(arguments: [
    ["train", "--preset", "mlp"], ["train", "--preset", "planet", "--batch", "2", "--length", "3"], ["plan"],
    ["muzero", "--net", "resnet", "--batch", "4"], ["inference", "--preset", "cartpole"],
    ["inference", "--net", "resnet", "--trees", "4"],
  ])
  func launchesAreListed(arguments: [String]) throws {
    let process = try ForesightProcess(["inspect", "graph"] + arguments + ["--as", "h200"])
    #expect(process.status == 0 && process.errors.isEmpty, "\(process.errors)")
    #expect(process.output.hasPrefix("NVIDIA H200, which need not be here:\n count  groups    waves"))
    #expect(process.output.contains("ms by our kernels") && process.output.contains("last wave filled: "))
    // A line of JSON for each launch that the sum counts.
    let lines = try ForesightProcess(["inspect", "graph"] + arguments + ["--as", "h200", "--json"]).output
    let count = lines.split(separator: "\n").filter { $0.hasPrefix("{\"perfect_us\":") }.count
    #expect(count > 0 && process.output.contains("\n\(count) launches: "))
  }

  /// Work-groups fit devices of other vendors, whose limits are lower.
  @Test(arguments: ["h100", "a100", "rtx4090", "mi300x", "Arc A770"]) func otherDevicesAreKnown(name: String)
    throws
  {
    for work in [["train", "--preset", "connect-four"], ["plan", "--horizon", "2", "--iterations", "1"]] {
      let process = try ForesightProcess(["inspect", "graph"] + work + ["--as", name])
      #expect(process.status == 0 && process.errors.isEmpty, "\(process.errors)")
      #expect(process.output.contains("by perfect ones"))
    }
  }

  @Test func aSuiteIsListed() throws {
    let arguments = ["inspect", "graph", "suite", "--as", "rtx4090", "--only", "matmul/64x64x64,elu"]
    let process = try ForesightProcess(arguments + ["--queued"])
    #expect(process.status == 0, "\(process.errors)")
    let names = process.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: " ").suffix(2).joined(separator: " ")
    }
    #expect(
      names == [
        "matmul/64x64x64 forward", "matmul/64x64x64 backward", "elu/2500x200 forward",
        "elu/2500x200 backward",
      ])
    #expect(try ForesightProcess(arguments).output != process.output)
  }

  @Test(arguments: [
    (["train", "--preset", "mlp", "--as", "h300"], "--as is \"h300\", but must be one of"),
    (
      ["train", "--preset", "mlp", "--as", "h200", "--device", "cpu"], "--as runs nothing; leave out --device"
    ),
    (["train", "--preset", "mlp", "--json"], "name a device with --as"),
    (["train", "--preset", "mlp", "--as", "h200", "--loops", "/nowhere"], "/nowhere: this cannot be read"),
    (["suite"], "name a device with --as"),
    (["inference", "--net", "null", "--as", "h200"], "--net null infers nothing"),
  ])
  func badInputExitsWith1(arguments: [String], message: String) throws {
    let process = try ForesightProcess(["inspect", "graph"] + arguments)
    #expect(process.status == 1 && process.errors.contains(message), "\(process.errors)")
  }
}
