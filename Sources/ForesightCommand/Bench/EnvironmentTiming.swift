import Environments
import Foundation
import Randomness

/// Measures the speed of stepping environments with random actions.
struct EnvironmentTiming {
  private(set) var steps = 0
  private(set) var episodes = 0
  private(set) var lostEpisodes = 0
  private(set) var seconds = 0.0
  /// The processor time of this thread, in seconds.
  private(set) var processorSeconds = 0.0
  /// The time of each round, in microseconds, in ascending order.
  private(set) var rounds: [Double] = []

  /// The seconds of stepping before the measurement starts.
  private static let warmUp = 0.2

  /// Steps `count` environments together for this number of seconds.
  init<Base: Environment>(of environment: Base, count: Int, seconds: Double, seed: UInt64) throws
  where Base.Action: EnvironmentTimingAction {
    let specification = environment.specification
    var random = RandomStream(seed)
    var environments = [Base](repeating: environment, count: count)
    var actions: [Base.Action] = []
    var lost = 0
    func begin(_ index: Int) throws {
      while true {
        do {
          _ = try environments[index].reset(seed: random.next())
          return
        } catch is LostEpisode {
          lost += 1
        }
      }
    }
    for index in environments.indices { try begin(index) }
    func playRound() throws {
      actions.removeAll(keepingCapacity: true)
      for index in environments.indices {
        let legal = environments[index].legalActions
        actions.append(Base.Action.drawn(from: specification.actions, legal: legal, &random))
        environments[index].prepare(actions[index])
      }
      for index in environments.indices {
        do {
          guard try environments[index].step(actions[index]).isOver else { continue }
          episodes += 1
        } catch is LostEpisode {
          lost += 1
        }
        try begin(index)
      }
    }
    let start = Self.now
    while Self.now - start < Self.warmUp { try playRound() }
    (episodes, lost) = (0, 0)
    let processor = Self.processorNow
    while self.seconds < seconds {
      let before = Self.now
      try playRound()
      let round = Self.now - before
      rounds.append(round * 1e6)
      self.seconds += round
      steps += count
    }
    processorSeconds = Self.processorNow - processor
    lostEpisodes = lost
    rounds.sort()
  }

  var stepsPerSecond: Double { Double(steps) / seconds }

  /// The time in microseconds that a share of the rounds does not exceed.
  func microseconds(share: Double) -> Double {
    rounds[min(rounds.count - 1, Int(share * Double(rounds.count)))]
  }

  private static var processorNow: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
}

/// A type of action that can be drawn at random.
protocol EnvironmentTimingAction: Sendable {
  static func drawn(
    from actions: EnvironmentSpecification.Actions, legal: [Int]?, _ random: inout RandomStream
  ) -> Self
}

extension Int: EnvironmentTimingAction {
  static func drawn(
    from actions: EnvironmentSpecification.Actions, legal: [Int]?, _ random: inout RandomStream
  ) -> Int {
    if let legal { return legal[random.index(below: legal.count)] }
    guard case .discrete(let count, _) = actions else { preconditionFailure("a choice of \(actions)") }
    return random.index(below: count)
  }
}

extension [Float]: EnvironmentTimingAction {
  static func drawn(
    from actions: EnvironmentSpecification.Actions, legal: [Int]?, _ random: inout RandomStream
  ) -> [Float] {
    guard case .continuous(let low, let high) = actions else { preconditionFailure("numbers of \(actions)") }
    return zip(low, high).map { $0 + Float(random.uniform()) * ($1 - $0) }
  }
}
