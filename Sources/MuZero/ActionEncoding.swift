import Environments
import Operations

/// The encoding of an action as an input of the dynamics network: a vector appended to a vector state, or
/// planes appended to a state of planes.
package enum ActionEncoding: String, Sendable, Equatable, Codable, CaseIterable {
  case oneHot
  /// A plane that is 1 at the action's point, row · width + column, and 0 elsewhere (chess-like moves onto
  /// points, Go without passes).
  case boardPoint
  /// As `boardPoint`, with a second plane that is 1 everywhere if the action is the pass, which is the last
  /// action.
  case boardPointOrPass
  /// A plane that is 1 along the action's column and 0 elsewhere (Connect Four).
  case boardColumn
  /// Eight planes of a move of chess or minichess; see `ChessActions.encoding(of:)`.
  case chessMove
  /// Eleven planes of a move of shogi or mini-shogi; see `ShogiActions.encoding(of:)`.
  case shogiMove
  /// A plane that is action / actions everywhere (MuZero, appendix E, Atari).
  case constantPlane

  /// The axes of a state behind its rows.
  package enum StateShape: Sendable, Equatable {
    case vector(Int)
    case planes(height: Int, width: Int, channels: Int)

    /// The number of elements of a state.
    package var count: Int {
      switch self {
      case .vector(let size): size
      case .planes(let height, let width, let channels): height * width * channels
      }
    }
  }

  /// The number of channels of an encoded action: vector elements or planes.
  package func channels(actions: Int) -> Int {
    switch self {
    case .oneHot: actions
    case .boardPointOrPass: 2
    case .boardPoint, .boardColumn, .constantPlane: 1
    case .chessMove: ChessActions.encodingPlanes
    case .shogiMove: ShogiActions.encodingPlanes
    }
  }

  /// The largest number of elements of a table: 1 GiB of float32.
  private static let largestTable = 1 << 28

  /// The reason why the encoding does not suit this number of actions and these states; nil if it does.
  package func fault(actions: Int, state: StateShape) -> String? {
    let points: Double =
      switch state {
      case .vector: 1
      case .planes(let height, let width, _): Double(height) * Double(width)
      }
    if Double(actions) * points * Double(channels(actions: actions)) > Double(Self.largestTable) {
      return "the action encoding \(rawValue) of \(actions) actions is a table of more than 1 GiB"
    }
    guard case .planes(let height, let width, _) = state else {
      return self == .oneHot ? nil : "the action encoding \(rawValue) needs states of planes"
    }
    let fitting: Int? =
      switch self {
      case .oneHot: 0
      case .boardPoint: height * width
      case .boardPointOrPass: height * width + 1
      case .boardColumn: width
      case .chessMove: Self.chess(height, width)?.count ?? -1
      case .shogiMove: Self.shogi(height, width)?.count ?? -1
      case .constantPlane: nil
      }
    if fitting == 0 { return "the action encoding \(rawValue) needs states that are vectors" }
    if fitting == -1 { return "the action encoding \(rawValue) knows no board of \(height)×\(width)" }
    guard let fitting, fitting != actions else { return nil }
    return
      "the action encoding \(rawValue) on planes of \(height)×\(width) is for \(fitting) actions, not \(actions)"
  }

  /// The encodings of all actions, in the device's layout: [actions, actions] for vectors, [actions, height,
  /// width, planes] for planes. `fault` must be nil.
  package func table(actions: Int, state: StateShape) -> (values: [Float], shape: [Int]) {
    if let fault = fault(actions: actions, state: state) { preconditionFailure(fault) }
    guard case .planes(let height, let width, _) = state else {
      let values = (0..<actions * actions).map { $0 / actions == $0 % actions ? Float(1) : 0 }
      return (values, [actions, actions])
    }
    let (points, channels) = (height * width, channels(actions: actions))
    let shape = [actions, height, width, channels]
    if self == .chessMove, let moves = Self.chess(height, width) {
      return ((0..<actions).flatMap { moves.encoding(of: $0) }, shape)
    }
    if self == .shogiMove, let moves = Self.shogi(height, width) {
      return ((0..<actions).flatMap { moves.encoding(of: $0) }, shape)
    }
    var values = [Float](repeating: 0, count: actions * points * channels)
    for action in 0..<actions {
      for point in 0..<points {
        let first = (action * points + point) * channels
        switch self {
        case .oneHot, .chessMove, .shogiMove: break
        case .boardPoint: values[first] = action == point ? 1 : 0
        case .boardPointOrPass:
          values[first] = action == point ? 1 : 0
          values[first + 1] = action == points ? 1 : 0
        case .boardColumn: values[first] = action == point % width ? 1 : 0
        case .constantPlane: values[first] = Float(action) / Float(actions)
        }
      }
    }
    return (values, shape)
  }

  /// The chess variant's actions on a board of this size; nil if there is no such variant.
  private static func chess(_ height: Int, _ width: Int) -> ChessActions? {
    height == width ? ChessVariant.allCases.first { $0.size == height }.map { ChessActions($0) } : nil
  }

  private static func shogi(_ height: Int, _ width: Int) -> ShogiActions? {
    height == width ? ShogiVariant.allCases.first { $0.size == height }.map { ShogiActions($0) } : nil
  }
}
