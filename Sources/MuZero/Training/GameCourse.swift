import Environments

/// The course of a game whose positions an agent is asked about one after the other, as far as a search can go on with what
/// is left of the last one: by any move, or by the expected one and any reply.
package struct GameCourse {
  private var game: UInt64 = 0
  private var length = 0
  private var last: (position: any Environment<Int>, expected: Int?)?

  package init() {}

  /// How a position that shows `observation` hangs together with the last one.
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

  /// The action that is to be taken in the last position.
  package mutating func expect(_ action: Int?) { last?.expected = action }

  /// The actions that lead to what is observed; nil where there are none.
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
