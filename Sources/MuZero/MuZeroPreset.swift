import Environments
import Networks

/// The named size of a training step: networks and batch.
package struct MuZeroPreset: Sendable, Equatable, CustomStringConvertible {
  package let name: String
  package let network: MuZeroNetworkConfiguration
  /// The number of sequences of an update.
  package let batch: Int
  package let unrollSteps: Int
  package let valueWeight: Float

  package init(
    name: String, network: MuZeroNetworkConfiguration, batch: Int, unrollSteps: Int, valueWeight: Float
  ) {
    self.name = name
    self.network = network
    self.batch = batch
    self.unrollSteps = unrollSteps
    self.valueWeight = valueWeight
  }

  /// For example `batch 128, 5 unrolled steps, 2 actions, 601 bins, …`.
  package var description: String {
    let body =
      switch network.body {
      case .perceptron(let observation, let hidden, let encoding):
        "observations of \(observation), hidden layers of \(hidden.map(String.init).joined(separator: " and ")), states of \(encoding)"
      case .residual(let planes, let height, let width, let channels, let blocks, _, _, let downsampling):
        "observations of \(planes)×\(height)×\(width), \(channels) channels, \(blocks) blocks\(downsampling ? ", downsampling" : "")"
      }
    return
      "batch \(batch), \(unrollSteps) unrolled steps, \(network.actions) actions, \(network.bins) bins, \(body)"
  }

  package static func named(_ name: String) -> MuZeroPreset? {
    all.first { $0.name == EnvironmentCatalog.currentName(name) }
  }

  /// Small sizes for CPUs; those named `paper/…` have the paper's sizes (Schrittwieser et al. 2020,
  /// appendices E to G).
  package static let all: [MuZeroPreset] = [
    small("cartpole", observation: 4, actions: 2, hidden: [64], encoding: 32, bins: 41, valueWeight: 0.25),
    small("acrobot", observation: 6, actions: 3, hidden: [64], encoding: 32, bins: 41),
    small("tic-tac-toe", observation: 27, actions: 9, hidden: [192], encoding: 64, bins: 1, batch: 256),
    MuZeroPreset(
      name: "connect-four",
      network: MuZeroNetworkConfiguration(
        .residual(
          planes: 3, height: 6, width: 7, channels: 32, blocks: 1, headPlanes: 8, headHidden: [64],
          downsampling: false), actions: 7, actionEncoding: .boardColumn, bins: 3), batch: 128,
      unrollSteps: 5,
      valueWeight: 1),
    board(
      "gomoku", planes: 3, size: 9, channels: 32, blocks: 2, headPlanes: 8, headHidden: 64, bins: 3,
      batch: 128),
    board(
      "go9", planes: 17, size: 9, channels: 64, blocks: 6, headPlanes: 8, headHidden: 64, bins: 3, batch: 256,
      hasPass: true),
    board(
      "paper/board", planes: 17, size: 19, channels: 256, blocks: 16, headPlanes: 2, headHidden: 256, bins: 1,
      batch: 2048, hasPass: true),
    atari("paper/atari", valueWeight: 1),
    atari("paper/atari-reanalyze", valueWeight: 0.25),
  ]

  private static func small(
    _ name: String, observation: Int, actions: Int, hidden: [Int], encoding: Int, bins: Int, batch: Int = 128,
    valueWeight: Float = 1
  ) -> MuZeroPreset {
    MuZeroPreset(
      name: name,
      network: MuZeroNetworkConfiguration(
        .perceptron(observation: observation, hidden: hidden, encoding: encoding), actions: actions,
        actionEncoding: .oneHot, bins: bins), batch: batch, unrollSteps: 5, valueWeight: valueWeight)
  }

  private static func board(
    _ name: String, planes: Int, size: Int, channels: Int, blocks: Int, headPlanes: Int, headHidden: Int,
    bins: Int, batch: Int, hasPass: Bool = false
  ) -> MuZeroPreset {
    MuZeroPreset(
      name: name,
      network: MuZeroNetworkConfiguration(
        .residual(
          planes: planes, height: size, width: size, channels: channels, blocks: blocks,
          headPlanes: headPlanes, headHidden: [headHidden], downsampling: false),
        actions: size * size + (hasPass ? 1 : 0),
        actionEncoding: hasPass ? .boardPointOrPass : .boardPoint, bins: bins), batch: batch, unrollSteps: 5,
      valueWeight: 1)
  }

  /// Images of 96×96 with 32 frames of 3 colors and 32 action planes; 18 actions.
  private static func atari(_ name: String, valueWeight: Float) -> MuZeroPreset {
    MuZeroPreset(
      name: name,
      network: MuZeroNetworkConfiguration(
        .residual(
          planes: 128, height: 96, width: 96, channels: 256, blocks: 16, headPlanes: 2, headHidden: [256],
          downsampling: true), actions: 18, actionEncoding: .constantPlane, bins: 601), batch: 1024,
      unrollSteps: 5, valueWeight: valueWeight)
  }
}
