/// The clocks of both players, as set by `time_settings`, `kgs-time_settings` and `time_left`: main time,
/// then periods of a number of seconds for a number of stones.
struct GoTextClocks: Sendable, Equatable {
  /// The time of one player.
  private struct Clock: Equatable {
    /// The milliseconds of main time, or of the period if there are stones.
    var left: Int
    /// The stones to be placed within the period; 0 during main time.
    var stones: Int
  }

  /// The clocks; nil if there is no limit.
  private var clocks: [Clock]?
  /// The milliseconds and stones of a period.
  private var period = Clock(left: 0, stones: 0)

  /// More seconds than any game needs.
  private static let maximum = 1_000_000_000.0

  /// Clocks without a limit.
  init() {}

  /// Sets both clocks. As in the protocol, a period without stones means no limit.
  mutating func set(main: Double, period seconds: Double, stones: Int) {
    if seconds > 0 && stones == 0 {
      clocks = nil
      return
    }
    period = Clock(left: Self.milliseconds(seconds), stones: seconds > 0 ? stones : 0)
    let start = Clock(left: Self.milliseconds(main), stones: 0)
    clocks = [start, start]
  }

  /// Sets a player's time, if there are limits. With stones, it is the time of the period.
  mutating func setLeft(_ seconds: Double, stones: Int, of player: Int) {
    clocks?[player] = Clock(left: Self.milliseconds(seconds), stones: stones)
  }

  /// The time for a player's search in milliseconds; nil for no limit.
  func milliseconds(for player: Int, overhead: Int) -> Int? {
    guard let clock = clocks?[player] else { return nil }
    if clock.stones > 0 {
      return MoveClock(left: 0, byoyomi: clock.left / clock.stones).milliseconds(overhead: overhead)
    }
    let byoyomi = period.stones > 0 ? period.left / period.stones : nil
    return MoveClock(left: clock.left, byoyomi: byoyomi).milliseconds(overhead: overhead)
  }

  /// Subtracts the time that a player has taken for a move.
  mutating func spend(_ milliseconds: Int, by player: Int) {
    guard var clock = clocks?[player] else { return }
    clock.left -= milliseconds
    if clock.stones > 0 { clock.stones -= 1 }
    if period.stones > 0, clock.left <= 0 || clock.stones == 0 && clocks![player].stones > 0 {
      clock = period
    }
    clock.left = max(0, clock.left)
    clocks?[player] = clock
  }

  private static func milliseconds(_ seconds: Double) -> Int { Int(min(max(0, seconds), maximum) * 1000) }
}

/// Parsing of the commands' words. The functions return false, and change nothing, if these are not valid
/// times.
extension GoTextClocks {
  /// `time_settings MAIN PERIOD STONES`.
  mutating func set(_ words: [String]) -> Bool {
    guard let main = Self.seconds(words[0]), let period = Self.seconds(words[1]),
      let stones = Self.count(words[2])
    else { return false }
    set(main: main, period: period, stones: stones)
    return true
  }

  /// `kgs-time_settings none`, `absolute MAIN`, `byoyomi MAIN PERIOD PERIODS` or `canadian MAIN PERIOD STONES`.
  mutating func setAsServer(_ words: [String]) -> Bool {
    let numbers = words.dropFirst().compactMap(Self.seconds)
    guard numbers.count == words.count - 1 else { return false }
    switch (words[0], numbers.count) {
    case ("none", _): self = GoTextClocks()
    case ("absolute", 1...): set(main: numbers[0], period: 0, stones: 0)
    case ("byoyomi", 2...): set(main: numbers[0], period: numbers[1], stones: 1)
    case ("canadian", 3...):
      guard let stones = Self.count(words[3]) else { return false }
      set(main: numbers[0], period: numbers[1], stones: stones)
    default: return false
    }
    return true
  }

  /// `time_left COLOR TIME STONES`.
  mutating func setLeft(_ words: [String]) -> Bool {
    guard let player = GoTextProtocol.player(named: words[0]), let time = Self.seconds(words[1]),
      let stones = Self.count(words[2])
    else { return false }
    setLeft(time, stones: stones, of: player)
    return true
  }

  /// After a flag has fallen, the time may be negative.
  private static func seconds(_ word: String) -> Double? {
    Double(word).flatMap { $0.isFinite ? $0 : nil }
  }

  private static func count(_ word: String) -> Int? {
    Int(word).flatMap { (0...1_000_000).contains($0) ? $0 : nil }
  }
}
