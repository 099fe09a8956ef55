// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "own-game",
  dependencies: [
    // Where Foresight stands; or .package(url: …, branch: "main").
    .package(name: "foresight", path: "../..")
  ],
  targets: [
    .target(
      name: "TakeAwayGame", dependencies: [.product(name: "Environments", package: "foresight")]),
    .executableTarget(
      name: "own-game",
      dependencies: [
        "TakeAwayGame",
        .product(name: "Environments", package: "foresight"),
        .product(name: "ForesightCommand", package: "foresight"),
      ]),
    .executableTarget(
      name: "own-agent",
      dependencies: [
        "TakeAwayGame",
        .product(name: "Device", package: "foresight"),
        .product(name: "Environments", package: "foresight"),
        .product(name: "MuZero", package: "foresight"),
      ]),
    .executableTarget(
      name: "own-control",
      dependencies: [
        .product(name: "Device", package: "foresight"),
        .product(name: "Environments", package: "foresight"),
        .product(name: "PlaNet", package: "foresight"),
      ]),
    .executableTarget(
      name: "own-value",
      dependencies: [
        "TakeAwayGame",
        .product(name: "Device", package: "foresight"),
        .product(name: "Environments", package: "foresight"),
        .product(name: "Networks", package: "foresight"),
        .product(name: "Replay", package: "foresight"),
      ]),
    .executableTarget(
      name: "own-search",
      dependencies: [
        .product(name: "Planning", package: "foresight"),
        .product(name: "Search", package: "foresight"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
