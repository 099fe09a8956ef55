import Common

/// The settings of Atari games, as Machado et al. 2018 describe them; the defaults are those of MuZero's
/// paper (Schrittwieser et al. 2020, appendix E). Other environments ignore them.
package struct AtariSettings: Sendable, Equatable, Codable {
  /// The number of frames for which each action is held; together they are one step.
  package var frameSkip = 4
  /// The number of last frames of which each pixel's maximum is seen: 2, because some games draw things in
  /// every other frame only, or 1.
  package var pooledFrames = 2
  /// The height and width of the observed picture in pixels, to which the screen of 210 × 160 is scaled by
  /// area averaging.
  package var size = 96
  /// The number of channels: 3 for colors, 1 for brightness.
  package var channels = 3
  /// The largest number of frames without an action at a game's beginning; the number is drawn from 1 to this
  /// by the game's seed. 0 for none.
  package var noOps = 30
  /// Whether every game has all 18 actions. Otherwise it has only those with an effect.
  package var fullActions = true
  /// The probability that the last action is held for another frame, whatever action is chosen.
  package var stickyActions = 0.0
  /// Whether the loss of a life ends an agent's episode, in training only; the game goes on in the next
  /// episode.
  package var lifeLossEnds = false
  /// Whether rewards are replaced by their sign, −1, 0 or 1, in training only.
  package var clipRewards = false
  /// The number of frames after which a game is truncated: 30 minutes.
  package var episodeFrames = 108_000

  /// The default settings.
  package init() {}

  /// The settings for measuring an agent: whole games with their own rewards.
  var measured: AtariSettings {
    var settings = self
    (settings.lifeLossEnds, settings.clipRewards) = (false, false)
    return settings
  }

  /// The number of actions of a game, which is at most this where the game is no preset's.
  func actions(of game: String) -> Int {
    fullActions ? Self.allActions : Self.effective[game] ?? Self.allActions
  }

  /// The number of actions of a joystick with one button.
  private static let allActions = 18
  /// The number of actions with an effect, in the games of presets.
  private static let effective = ["Breakout": 4, "Pong": 6]

  /// The arguments by which a worker makes a game.
  var arguments: OpenSettings {
    [
      "frameSkip": .whole(frameSkip), "pooledFrames": .whole(pooledFrames), "size": .whole(size),
      "channels": .whole(channels), "noOps": .whole(noOps), "fullActions": .flag(fullActions),
      "stickyActions": .number(stickyActions), "lifeLossEnds": .flag(lifeLossEnds),
      "clipRewards": .flag(clipRewards), "episodeFrames": .whole(episodeFrames),
    ]
  }

  var faults: [String?] {
    [
      SettingRange.fault("environment.atari.frameSkip", frameSkip, 1...1000),
      SettingRange.fault("environment.atari.pooledFrames", pooledFrames, 1...2),
      SettingRange.fault("environment.atari.size", size, 8...512),
      [1, 3].contains(channels) ? nil : "environment.atari.channels is \(channels), but must be 1 or 3",
      SettingRange.fault("environment.atari.noOps", noOps, 0...10_000),
      SettingRange.fault("environment.atari.stickyActions", stickyActions, 0...1),
      SettingRange.fault("environment.atari.episodeFrames", episodeFrames, 1...1_000_000_000),
    ]
  }
}
