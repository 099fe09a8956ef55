import Environments

/// The description that a worker gives of itself and its environments after making the first.
struct WorkerIntroduction: Decodable, Equatable {
  static let knownProtocol = 3

  struct Observation: Decodable, Equatable {
    let element: EnvironmentSpecification.Observations.Element
    let shape: [Int]
  }

  /// The actions: either a count, or bounds.
  struct Action: Decodable, Equatable {
    let count: Int?
    let low: [Float]?
    let high: [Float]?
  }

  let `protocol`: Int
  let python: String
  /// The versions of packages, by name.
  let packages: [String: String]
  let observation: Observation
  let action: Action
  /// The number of players: 2 in games whose players move in turn, else 1.
  let players: Int
  let longestEpisode: Int?
  /// The largest size of an episode's state, in bytes; 0 if it cannot be stored.
  let stateBytes: Int

  /// The versions as text, such as "gymnasium 1.4.0, numpy 2.4.6, Python 3.11.7".
  var versions: String {
    (packages.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" } + ["Python \(python)"])
      .joined(separator: ", ")
  }

  /// The specification of the environments. Throws `WorkerError` if the description makes no sense.
  func specification(of task: WorkerTask) throws(WorkerError) -> EnvironmentSpecification {
    guard self.protocol == Self.knownProtocol else {
      throw WorkerError(
        "\(task.title): its worker speaks protocol \(self.protocol), not \(Self.knownProtocol); use the program's own"
      )
    }
    guard (0...Self.maximumElements).contains(stateBytes) else {
      throw WorkerError(
        "\(task.title): states of \(stateBytes) bytes cannot be stored; correct state_bytes")
    }
    let isImage = observation.element == .uint8
    let size = observation.shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    guard observation.shape.allSatisfy({ $0 > 0 }), observation.shape.count == (isImage ? 3 : 1),
      (1...Self.maximumElements).contains(size)
    else {
      throw WorkerError(
        "\(task.title): observations of the shape \(observation.shape) cannot be used; at most \(Self.maximumElements) numbers or bytes can be observed"
      )
    }
    guard players == 1 || players == 2 && action.count != nil else {
      throw WorkerError("\(task.title): \(players) players cannot play with its actions")
    }
    return EnvironmentSpecification(
      name: task.title, observations: .init(shape: observation.shape, element: observation.element),
      actions: try actions(of: task), players: players,
      longestEpisode: longestEpisode.map { ($0 + task.actionRepeat - 1) / task.actionRepeat })
  }

  private static let maximumElements = 1 << 28

  /// The meaning of a board game's actions: if there are as many as points, points and one, or columns, they
  /// are taken for these.
  private func meaning(ofActions count: Int) -> ActionMeaning {
    guard players == 2, observation.shape.count == 3 else { return .choice }
    let (height, width) = (observation.shape[0], observation.shape[1])
    switch count {
    case height * width: return .boardPoint
    case height * width + 1: return .boardPointOrPass
    case width: return .boardColumn
    default: return .choice
    }
  }

  private func actions(of task: WorkerTask) throws(WorkerError) -> EnvironmentSpecification.Actions {
    if let count = action.count, (1...1_000_000).contains(count) {
      return .discrete(count: count, meaning: meaning(ofActions: count))
    }
    if let low = action.low, let high = action.high, !low.isEmpty, low.count == high.count,
      zip(low, high).allSatisfy({ $0 < $1 })
    {
      return .continuous(low: low, high: high)
    }
    throw WorkerError("\(task.title): its actions are neither a choice nor numbers within bounds")
  }
}

/// The error that a worker reports.
struct WorkerComplaint: Decodable {
  let failure: String
  let traceback: String
}
