import MuZero

extension MuZeroNetworkConfiguration {
  /// A small perceptron of each kind of layer.
  static func smallPerceptron(bins: Int = 21) -> MuZeroNetworkConfiguration {
    MuZeroNetworkConfiguration(
      .perceptron(observation: 4, hidden: [7], encoding: 5), actions: 3, actionEncoding: .oneHot, bins: bins)
  }

  /// A small residual network on a board of 3×4 points.
  static func smallBoard(
    bins: Int = 1, encoding: ActionEncoding = .boardPoint, observationFactor: Float? = nil
  ) -> MuZeroNetworkConfiguration {
    let actions = encoding == .boardPoint ? 12 : encoding == .boardColumn ? 4 : 13
    return MuZeroNetworkConfiguration(
      .residual(
        planes: 2, height: 3, width: 4, channels: 5, blocks: 1, headPlanes: 2, headHidden: [6],
        downsampling: false),
      actions: actions, actionEncoding: encoding, bins: bins, observationFactor: observationFactor)
  }
}
