import Environments

/// The course of a game whose positions an agent is asked about one after the other. It tells how a search
/// can reuse the subtree of the last position: after any single move, or after the expected move and any
/// reply.
package struct GameCourse {
  private var game: UInt64 = 0
  private var length = 0
  private var last: (position: any Environment<Int>, expected: Int?)?

  package init() {}

  /// The course of a position that shows `observation`, as a continuation of the last position if it is one.
  package mutating func next(
    _ position: any Environment<Int>, _ observation: Observation
  ) -> MuZeroAgent.Course {
    let taken = last.flatMap { Self.actions(from: $0.position, expected: $0.expected, to: observation) }
    if let taken {
      length += taken.count
    } else {
      (game, length) = (game + 1, 0)
    }
    last = (position, nil)
    return MuZeroAgent.Course(game: game, length: length, taken: taken ?? [])
  }

  /// Notes the action that is expected in the last position.
  package mutating func expect(_ action: Int?) { last?.expected = action }

  /// The actions that lead from the position to the observation; nil if there are none.
  private static func actions(
    from position: any Environment<Int>, expected: Int?, to observation: Observation
  ) -> [Int]? {
    if let action = action(from: position, to: observation) { return [action] }
    var position = position
    guard let expected, position.legalActions?.contains(expected) == true,
      let step = try? position.step(expected), !step.isOver,
      let reply = action(from: position, to: observation)
    else { return nil }
    return [expected, reply]
  }

  private static func action(from position: any Environment<Int>, to observation: Observation) -> Int? {
    (position.legalActions ?? []).first { action in
      var next = position
      return (try? next.step(action).observation) == observation
    }
  }
}
