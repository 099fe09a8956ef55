// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "foresight",
  products: [
    .executable(name: "foresight", targets: ["foresight"]),
    // For packages of one's own: see docs/your-own-task.md.
    .library(name: "Environments", targets: ["Environments"]),
    .library(name: "ForesightCommand", targets: ["ForesightCommand"]),
    .library(name: "Device", targets: ["Device"]),
    .library(name: "MuZero", targets: ["MuZero"]),
    .library(name: "Networks", targets: ["Networks"]),
    .library(name: "PlaNet", targets: ["PlaNet"]),
    .library(name: "Planning", targets: ["Planning"]),
    .library(name: "Replay", targets: ["Replay"]),
    .library(name: "Search", targets: ["Search"]),
    // Tests open it as they would a driver's library.
    .library(name: "SoftwareCUDA", type: .dynamic, targets: ["SoftwareCUDA"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "COpenCL", pkgConfig: "OpenCL", providers: [.apt(["ocl-icd-opencl-dev"])]),
    .systemLibrary(name: "CCLBlast", pkgConfig: "clblast", providers: [.apt(["libclblast-dev"])]),
    .target(name: "CCUDA", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CKernels"),
    .target(name: "CSuites"),
    .target(name: "CWorkers"),
    .target(name: "CFixtures"),
    .target(name: "CPresets", exclude: ["presets"]),
    .target(name: "Common", swiftSettings: swiftSettings),
    .target(name: "Safetensors", dependencies: ["Common"], swiftSettings: swiftSettings),
    .target(name: "Randomness", swiftSettings: swiftSettings),
    .target(name: "Search", dependencies: ["Randomness"], swiftSettings: swiftSettings),
    .target(name: "Environments", dependencies: ["Randomness"], swiftSettings: swiftSettings),
    .target(
      name: "Workers", dependencies: ["CWorkers", "Common", "Environments"], swiftSettings: swiftSettings),
    .target(
      name: "Replay", dependencies: ["Common", "Environments", "Randomness"], swiftSettings: swiftSettings),
    .target(
      name: "Telemetry", dependencies: ["Common", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: swiftSettings),
    .target(
      name: "Matches",
      dependencies: [
        "Common", "Environments", "Randomness", "Telemetry", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Settings", dependencies: ["Common", .product(name: "Yams", package: "Yams")],
      swiftSettings: swiftSettings),
    .target(
      name: "Device",
      dependencies: [
        "COpenCL", "CCLBlast", "CCUDA", "CKernels", "Common", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swiftSettings),
    .target(name: "Operations", dependencies: ["Device"], swiftSettings: swiftSettings),
    .target(name: "Tensors", dependencies: ["Device", "Operations"], swiftSettings: swiftSettings),
    .target(
      name: "Networks",
      dependencies: ["Common", "Device", "Operations", "Randomness", "Safetensors", "Tensors"],
      swiftSettings: swiftSettings),
    .target(
      name: "Runs",
      dependencies: [
        "CPresets", "Common", "Device", "Environments", "Networks", "Operations", "Replay", "Settings",
        "Telemetry", "Tuning",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "MuZero",
      dependencies: [
        "Common", "Device", "Environments", "Networks", "Operations", "Randomness", "Replay", "Runs",
        "Safetensors", "Search", "Settings", "Telemetry", "Tensors", "Workers",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Planning", dependencies: ["Device", "Operations", "Randomness", "Tensors"],
      swiftSettings: swiftSettings),
    .target(
      name: "PlaNet",
      dependencies: [
        "Common", "Device", "Environments", "Networks", "Operations", "Planning", "Randomness", "Replay",
        "Runs", "Settings", "Telemetry", "Tensors", "Workers",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Conformance",
      dependencies: [
        "CFixtures", "Common", "Device", "MuZero", "Networks", "Operations", "PlaNet", "Safetensors",
        "Search", "Tensors",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Benchmarks",
      dependencies: ["CSuites", "Device", "Networks", "Operations", "Randomness", "Search", "Tensors"],
      swiftSettings: swiftSettings),
    .target(
      name: "Tuning",
      dependencies: [
        "Benchmarks", "Common", "Device", "Operations", "Randomness", "Tensors",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "foresight", dependencies: ["ForesightCommand"], path: "Sources/ForesightMain",
      swiftSettings: swiftSettings),
    .target(
      name: "ForesightCommand",
      dependencies: [
        "Benchmarks", "CSuites", "Common", "Conformance", "Device", "Environments", "Matches",
        "MuZero",
        "Networks",
        "Operations", "PlaNet", "Settings", "Telemetry",
        "Planning", "Randomness", "Replay", "Runs", "Search", "Tensors", "Tuning", "Workers",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "SoftwareCUDA", dependencies: ["CCUDA", "COpenCL"], path: "Tests/SoftwareCUDA"),
    .target(
      name: "TestSupport", dependencies: ["Device", "Operations", "Randomness", "Tensors"],
      path: "Tests/TestSupport",
      swiftSettings: swiftSettings),
    .testTarget(
      name: "BenchmarksTests",
      dependencies: ["Benchmarks", "Device", "Operations", "Tensors", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "DeviceTests", dependencies: ["CCUDA", "COpenCL", "Device", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "Conformance", "Device", "Operations", "Safetensors", "Search", "Tensors", "TestSupport",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "MuZeroTests",
      dependencies: [
        "CPresets", "Common", "Conformance", "Device", "MuZero", "Networks", "Environments", "Randomness",
        "Replay", "Operations", "Runs", "Safetensors", "Search", "Settings", "Telemetry", "Tensors",
        "TestSupport", "Workers",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "CommandTests", dependencies: ["Randomness", "TestSupport"], swiftSettings: swiftSettings),
    .testTarget(
      name: "SafetensorsTests", dependencies: ["Safetensors", "TestSupport"], swiftSettings: swiftSettings),
    .testTarget(
      name: "SearchTests", dependencies: ["Conformance", "Search", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EnvironmentsTests", dependencies: ["Environments", "Randomness", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "WorkersTests", dependencies: ["Common", "Environments", "TestSupport", "Workers"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ReplayTests",
      dependencies: ["Common", "Environments", "Randomness", "Replay", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "TelemetryTests", dependencies: ["Common", "Telemetry", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "MatchesTests",
      dependencies: ["Common", "Environments", "Matches", "Randomness", "Telemetry", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SettingsTests", dependencies: ["Settings", "TestSupport"], swiftSettings: swiftSettings),
    .testTarget(
      name: "NetworksTests",
      dependencies: ["Common", "Device", "Networks", "Operations", "Safetensors", "Tensors", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "TensorsTests", dependencies: ["Device", "Operations", "Tensors", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "PlaNetTests",
      dependencies: [
        "CPresets", "Common", "Device", "Environments", "Networks", "Operations", "PlaNet", "Planning",
        "Replay", "Runs", "Safetensors", "Settings", "Telemetry", "Tensors", "TestSupport",
      ], swiftSettings: swiftSettings),
    .testTarget(
      name: "PlanningTests",
      dependencies: ["Device", "Operations", "Planning", "Tensors", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "OperationsTests", dependencies: ["Device", "Operations", "Tensors", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "TuningTests", dependencies: ["Device", "Operations", "Tensors", "TestSupport", "Tuning"],
      swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
