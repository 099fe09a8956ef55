// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "own-game",
  dependencies: [
    // Where Foresight stands; or .package(url: …, branch: "main").
    .package(name: "foresight", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "own-game",
      dependencies: [
        .product(name: "Environments", package: "foresight"),
        .product(name: "ForesightCommand", package: "foresight"),
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
