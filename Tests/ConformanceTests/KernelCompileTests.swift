import Conformance
import Device
import Foundation
import Operations
import TestSupport
import Testing

/// Kernels compile as plain OpenCL C 1.2 with all warnings, whatever the local driver lets pass.
@Suite(.enabled(if: Clang.path != nil, "needs clang in PATH"))
struct KernelCompileTests {
  /// Every program that an embedded case uses, by any candidate, with its macros; and every file in none of them.
  private static let programs: [Program] = {
    guard let device = try? RecordingDevice(Devices.select("cpu")), let file = try? ConformanceFile.embedded()
    else { return [] }
    for conformanceCase in file.cases {
      for candidate in Catalog.definition(named: conformanceCase.operation)?.candidates ?? [] {
        let context = OperationContext(device: device, forced: candidate)
        // What cannot be bound is another test's failure.
        _ = try? Catalog.bind(conformanceCase.request, context: context)
      }
    }
    let used = Set(device.programs.flatMap(\.files) + ["prelude"])
    let others = Program.embeddedNames.filter { !used.contains($0) }.flatMap { name in
      ["1", "16"].map { Program(name, macros: ["WIDTH": $0]) }
    }
    return (device.programs + others).sorted { $0.label < $1.label }
  }()

  @Test(arguments: programs) func programCompilesWithoutWarnings(program: Program) throws {
    let messages = try Clang.messages(compiling: program.source)
    #expect(messages.isEmpty, "\(messages.prefix(2000))")
  }

  @Test func aWarningIsSeen() throws {
    #expect(Self.programs.count > 1)
    let source = "kernel void compare(int a, uint b, global int* c) { *c = a < b; }"
    #expect(try Clang.messages(compiling: source).contains("different signs"))
  }
}

private enum Clang {
  /// The compiler; nil where there is none.
  static let path: String? = {
    let folders = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":").map(
      String.init)
    return folders.map { "\($0)/clang" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// What the compiler says of an OpenCL C source; empty where it is content.
  static func messages(compiling source: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(component: "\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(component: "source.cl")
    try Data(source.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: path!)
    // Programs need not use all helpers of a shared file, nor variants that macros choose all parameters.
    process.arguments = [
      "-x", "cl", "-cl-std=CL1.2", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wno-unused-function",
      "-Wno-unused-parameter",
      file.path,
    ]
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.isEmpty && process.terminationStatus != 0 ? "exit \(process.terminationStatus)" : text
  }
}
