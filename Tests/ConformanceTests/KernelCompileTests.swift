import Conformance
import Device
import Foundation
import Operations
import Search
import Tensors
import TestSupport
import Testing

/// Kernels compile as plain OpenCL C 1.2 with all warnings, whatever the local driver lets pass.
@Suite(.enabled(if: Clang.path != nil, "needs clang in PATH"))
struct KernelCompileTests {
  /// Every program that an embedded case uses, by any variant, with its macros; products with an epilogue; those
  /// of optimizers; and every file in none of them.
  private static let programs: [Program] = {
    guard let device = try? RecordingDevice(Devices.select("cpu")),
      let files = try? ConformanceFile.embedded()
    else { return [] }
    for conformanceCase in files.flatMap(\.cases) {
      for variant in NamedOperation.named(conformanceCase.operation)?.variants ?? [] {
        let context = OperationContext(device: device, forced: variant)
        // What cannot be bound is another test's failure.
        guard let traced = try? NamedOperation.trace(conformanceCase.request, device: device.info) else {
          continue
        }
        _ = try? OperationExecutable(traced, context: context)
      }
    }
    for variant in KernelVariant.allCases {
      // As above.
      let context = OperationContext(device: device, forced: variant)
      _ = try? bindEpilogues(context) + bindOptimizers(context) + bindDraws(context)
    }
    // As above.
    _ = try? bindSearches(device)
    // As above.
    _ = try? [device, DeviceAsGPU(device)].map(bindRollout)
    // Devices of narrower vectors do not use the files that stand for wide ones.
    let wide = device.info.floatLanes < 16 ? ["product_col2im_stride2", "parameter_gradient"] : []
    // NVIDIA's instructions are inline PTX, which compilers for other devices do not know: `tools/sass` compiles them.
    let used = Set(device.programs.flatMap(\.files) + ["prelude", "matrix_instructions"] + wide)
    let others = Program.embeddedNames.filter { !used.contains($0) }.flatMap { name in
      ["1", "16"].map { Program(name, macros: ["WIDTH": $0]) }
    }
    return (device.programs + others).sorted { $0.label < $1.label }
  }()

  /// Products with an activation and with a gate, into rows, into an image and into one of few channels; the weight's
  /// gradient of few inputs.
  private static func bindEpilogues(_ context: OperationContext) throws -> [any Launch] {
    let (rows, weight) = (try context.makeArray([5, 7]), try context.makeArray([7, 7]))
    let (image, kernel) = (try context.makeArray([1, 4, 4, 3]), try context.makeArray([3, 3, 3, 3]))
    let geometry = TransposedConvolution.geometry(
      input: image.shape, weight: kernel.shape, stride: 2, padding: 1, outputPadding: 0)!
    let large = try context.makeArray([1, geometry.height, geometry.width, 3])
    let back = Convolution.geometry(input: large.shape, weight: kernel.shape, stride: 2, padding: 1)!
    let (small, taps) = (try context.makeArray([1, 3, 17, 16]), try context.makeArray([16, 6, 6, 3]))
    let windows = TransposedConvolution.geometry(
      input: small.shape, weight: taps.shape, stride: 2, padding: 0, outputPadding: 0)!
    let few = try context.makeArray([1, windows.height, windows.width, 3])
    return try TransposedConvolution.forward(
      input: small, weight: taps, bias: nil, output: few, geometry: windows, activation: .elu,
      context: context)
      + TransposedConvolution.inputGradient(
        outputGradient: few, weight: taps, inputGradient: small, geometry: windows, gate: (.elu, small),
        context: context)
      + TransposedConvolution.weightGradient(
        input: small, outputGradient: few, weightGradient: taps, geometry: windows, context: context)
      + Linear.forward(
        input: rows, weight: weight, bias: nil, output: rows, activation: .gelu, context: context)
      + Linear.inputGradient(
        outputGradient: rows, weight: weight, inputGradient: rows, gate: (.softplus, rows), context: context)
      + Linear.parameterGradients(
        Linear.ParameterGradients(
          input: rows, outputGradient: rows, weightGradient: weight, biasGradient: nil), context: context)
      + TransposedConvolution.forward(
        input: image, weight: kernel, bias: nil, output: large, geometry: geometry, activation: .elu,
        context: context)
      + Convolution.inputGradient(
        outputGradient: image, weight: kernel, inputGradient: large, geometry: back, gate: (.elu, large),
        context: context)
  }

  /// The searches of all embedded cases at once, and weights as searches read them.
  private static func bindSearches(_ device: any Device) throws -> Bool {
    let cases = try SearchCaseFile.embedded().cases
    let context = OperationContext(device: device)
    let tile = (height: 3, width: 4)
    _ = try Packing.packWinograd(
      weight: context.makeArray([3, 3, 5, 7]), tile: tile,
      output: context.makeArray([(tile.height + 2) * (tile.width + 2) * 5 * Packing.padded(7)]),
      context: context)
    let capacity = SearchCapacity(
      trees: cases.count, simulations: 50, actions: cases.map(\.request.actions).max()!)
    return try TabularDeviceEvaluator(
      models: cases.map(\.model), roots: cases.map(\.rootState), capacity: capacity, device: device
    ).searches(capacity)
  }

  private static func bindDraws(_ context: OperationContext) throws -> [any Launch] {
    let stream = PhiloxStream(seed: 1, operation: 1, step: try context.makeArray([2], type: .int32))
    return try RandomNumbers.normal(output: context.makeArray([5]), stream: stream, context: context)
  }

  /// Plans that are drawn and tried in one launch.
  private static func bindRollout(_ device: any Device) throws -> Executable {
    let sizes = RolloutProgram.Sizes(steps: 3, environments: 2, candidates: 5, dimensions: 4)
    let program = try RolloutProgram(sizes, draws: true, info: device.info) { rows in
      let graph = Graph()
      let state = graph.input(RolloutProgram.stateName(0), [rows, 4])
      let action = graph.input("action", [rows, 4])
      let noise = graph.input("noise", [rows, 4])
      let next = DiagonalNormal(mean: state, deviation: action).sample(noise: noise)
      return .init(
        state: [state], action: action, noise: [("noise", noise)], next: [next], reward: next.sum([1]))
    }
    let graph = Graph()
    let mean = graph.zeros([3, 2, 4])
    let bound = graph.zeros([4])
    let (actions, returns) = program(
      mean: mean, deviation: mean, low: bound, high: bound, state: [graph.zeros([2, 4])],
      actionNoise: { mean }, noise: { _, _ in mean })
    return try Executable(
      Executable.Program(outputs: ["actions": actions, "returns": returns]), graph: graph,
      store: VariableStore([], device: device), context: OperationContext(device: device))
  }

  private static func bindOptimizers(_ context: OperationContext) throws -> [any Launch] {
    let table = try Optimizer.Table(ParameterLayout(packing: [[5]]), context: context)
    let rules: [Optimizer.Rule] = [
      .descent(momentum: 0, weightDecay: 0),
      .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, decoupled: false),
    ]
    return try rules.flatMap { rule in
      try Optimizer.update(
        rule,
        Optimizer.Arrays(
          parameters: context.makeArray([table.layout.count]),
          gradients: context.makeArray([table.layout.count]),
          state: context.makeArray([rule.slots, table.layout.count]), learningRate: context.makeArray([1]),
          step: context.makeArray([1], type: .int32)), table: table, maximumNorm: 1, context: context)
    }
  }

  @Test(arguments: programs) func programCompilesWithoutWarnings(program: Program) throws {
    let messages = try Clang.messages(compiling: program.source)
    #expect(messages.isEmpty, "\(messages.prefix(2000))")
  }

  @Test(arguments: ["product", "product_col2im", "product_group"], ["ACTIVATION", "GATE"])
  func productsWithAnEpilogueAreAmongThem(file: String, macro: String) {
    #expect(Self.programs.contains { $0.files.last == file && $0.macros[macro] != nil })
  }

  @Test func searchesAreAmongThem() {
    #expect(Self.programs.contains { $0.files.last == "tree_search" && $0.macros["ACTIONS"] != nil })
  }

  @Test(arguments: ["1", "256"]) func rolloutsAreAmongThem(group: String) {
    #expect(Self.programs.contains { $0.files.last == "rollout" && $0.macros["GROUP"] == group })
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
