import Foundation
import TestSupport
import Testing

/// The sources of a preset's kernels, and what NVIDIA's GPUs would make of them.
@Suite struct ProgramListingTests {
  private struct Listing: Decodable {
    struct Program: Decodable {
      struct Kernel: Decodable {
        struct Launch: Decodable {
          let operation: String
          let groups: Int
          let group_size: Int
          let count: Int
        }

        let name: String
        let launches: [Launch]
      }

      let file: String
      let options: String
      let kernels: [Kernel]
    }

    let device: String
    let programs: [Program]
  }

  private func sass(_ arguments: [String]) throws -> (status: Int32, output: String) {
    try PythonTool.run("sass", arguments)
  }

  @Test func everyProgramIsWrittenWithItsLaunches() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("programs")
    let arguments = ["inspect", "programs", "--preset", "resnet", "--as", "h200", "--output", output]
    let process = try ForesightProcess(arguments)
    #expect(process.status == 0, "\(process.errors)")
    let data = try Data(contentsOf: URL(filePath: "\(output)/programs.json"))
    let listing = try JSONDecoder().decode(Listing.self, from: data)
    #expect(listing.device == "NVIDIA H200" && listing.programs.count > 10)
    for program in listing.programs {
      let source = try String(contentsOfFile: "\(output)/\(program.file)", encoding: .utf8)
      #expect(source.contains("KERNEL") && program.options.contains("-cl-std=CL1.2"))
      #expect(!program.kernels.isEmpty)
      #expect(program.kernels.flatMap(\.launches).allSatisfy { $0.groups > 0 && $0.count > 0 })
    }
    let kernels = listing.programs.flatMap(\.kernels)
    #expect(kernels.contains { $0.name == "tree_search" })
    #expect(kernels.flatMap(\.launches).contains { $0.operation == "convolution" })
    // Nothing that is there is replaced.
    let again = try ForesightProcess(arguments)
    #expect(again.status == 1 && again.errors.contains("\(output): this is there already"))
    let training = folder.file("training")
    #expect(
      try ForesightProcess(arguments.dropLast() + [training, "--training"]).status == 0)
    let text = try String(contentsOfFile: "\(training)/programs.json", encoding: .utf8)
    #expect(!text.contains("tree_search"))
  }

  @Test(arguments: [
    (["--preset", "nosuch", "--as", "h200"], "no preset is named \"nosuch\""),
    (["--preset", "mlp", "--as", "h201"], "--as is \"h201\", but must be one of h200, h100"),
    (["--preset", "mlp", "--as", "h200", "--device", "cpu"], "--device and --as cannot be given together"),
    (["--preset", "mlp", "--as", "h200", "--batch", "0"], "--batch is 0, but must be 1 to"),
    (["--preset", "mlp", "--as", "h200", "--length", "5"], "--length is of sequences of PlaNet"),
  ])
  func badInputExitsWith1(arguments: [String], message: String) throws {
    let folder = try TemporaryFolder()
    let process = try ForesightProcess(
      ["inspect", "programs"] + arguments + ["--output", folder.file("programs")])
    #expect(process.status == 1 && process.errors.contains(message), "\(process.errors)")
  }

  @Test(arguments: [
    ([], "name either files of Kernels/, or --ptx FILE, or --preset NAME"),
    (
      ["--as", "mi300x", "--preset", "mlp"], "--as is 'mi300x', but must be one of a100, h100, h200, rtx4090"
    ),
  ])
  func sassSaysWhatIsWrong(arguments: [String], message: String) throws {
    let (status, output) = try sass(arguments)
    #expect(status == 1 && output.contains(message), "\(output)")
  }

  /// Programs as an H200's driver made them; where NVIDIA's assembler and disassembler are at hand.
  @Test func savedProgramsAreJudged() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/h200")
    let program = root.appending(component: "1f2e9ab320ed8e33.bin").path
    let (status, output) = try sass(["--ptx", program, "--arch", "sm_90"])
    guard status == 0 else {
      // What is missing is named.
      #expect(output.contains("is missing; install PyPI's nvidia-cuda-nvcc and nvidia-cuda-nvdisasm"))
      return
    }
    let cells = try #require(output.split(separator: "\n").first { $0.hasPrefix("product_group") }).split(
      separator: " ")
    // 72 registers of 64 work-items, nothing spilled: 14 groups on a multiprocessor, 37 % multiply-adds.
    #expect(cells[2...6].elementsEqual(["72", "0", "14", "37", "%"]), "\(output)")
    let smaller = try sass(["--ptx", program, "--arch", "sm_86"])
    #expect(smaller.status == 0 && smaller.output != output)
  }
}
