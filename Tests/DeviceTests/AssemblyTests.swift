import Foundation
import TestSupport
import Testing

@testable import Device

/// What NVIDIA's header and assembler say of what CUDA is given, by `tools/check-cuda`, where they are at hand.
@Suite struct AssemblyTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    .standardized

  private static func checkCUDA(_ arguments: [String]) throws -> (status: Int32, text: String) {
    let (status, output) = try PythonTool.run("check-cuda", arguments)
    return (status, output)
  }

  /// What of it is missing, in words; all, where not even the check runs.
  private static let missing: String = {
    guard let (status, text) = try? checkCUDA(["--missing"]), status == 0 else {
      return "cuda.h, ptxas, clang"
    }
    return text
  }()

  @Test(.enabled(if: !missing.contains("cuda.h"), "PyPI's nvidia-cuda-runtime is not at hand"))
  func theDeclarationsAreNVIDIAs() throws {
    let (status, text) = try Self.checkCUDA([])
    #expect(status == 0 && text.contains(#/CUDA \d+\.\d agrees on \d+ functions/#), "\(text)")
  }

  /// The programs that an H200's driver made, rewritten by the program itself.
  @Test(.enabled(if: !missing.contains("ptxas"), "ptxas of PyPI's nvidia-cuda-nvcc is not at hand"))
  func savedProgramsAssemble() throws {
    let folder = try TemporaryFolder()
    let saved = try FileManager.default.contentsOfDirectory(
      at: Self.root.appending(path: "Tests/Fixtures/h200"), includingPropertiesForKeys: nil)
    try #require(saved.count == 7)
    var files: [String] = []
    for program in saved {
      let entry = [UInt8](try Data(contentsOf: program))
      let key = try #require(ProgramCache.key(of: entry))
      let content = try #require(ProgramCache.decode(entry, key: key))
      let text = PTX.withoutEnvironment(String(decoding: content.prefix { $0 != 0 }, as: UTF8.self))
      let name = program.deletingPathExtension().lastPathComponent
      for (name, text) in [("\(name).ptx", text), ("\(name)-resident.ptx", PTX.resident(groups: 2, text))] {
        files.append(folder.file(name))
        try text.write(toFile: folder.file(name), atomically: false, encoding: .utf8)
      }
    }
    let (status, text) = try Self.checkCUDA(files)
    #expect(status == 0, "\(text)")
    for file in files { #expect(text.contains("\(URL(filePath: file).lastPathComponent) for sm_90: ")) }
  }

  /// Those of every preset are `tools/check-cuda --presets`.
  @Test(
    .enabled(
      if: !missing.contains("ptxas") && !missing.contains("clang"),
      "ptxas of PyPI's nvidia-cuda-nvcc, or clang-16, llvm-16 or libclc-16, is not at hand"))
  func aPresetsProgramsAssemble() throws {
    let program = try #require(Bundle.main.executableURL).deletingLastPathComponent().appending(
      component: "foresight")
    let (status, text) = try Self.checkCUDA(["--preset", "cartpole", "--foresight", program.path])
    #expect(status == 0, "\(text)")
    #expect(
      text.contains(#/\d+ programs of 1 presets for sm_90: \d+ kernels, at maximum .*; no faults/#), "\(text)"
    )
  }
}
