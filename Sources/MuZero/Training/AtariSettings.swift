import Common

/// How games of Atari are played and seen, as Machado et al. 2018 describe it; the defaults are those of MuZero's paper
/// (Schrittwieser et al. 2020, appendix E). Other environments pass them over.
package struct AtariSettings: Sendable, Equatable, Codable {
  /// Frames that each action is held for; together they are one step.
  package var frameSkip = 4
  /// Of how many of the last frames each point's brightest is seen: 2, because some games draw things in every other
  /// frame alone, or 1.
  package var pooledFrames = 2
  /// Points on a side of the picture, to which the screen of 210 × 160 is scaled by the means of areas.
  package var size = 96
  /// 3 for colours, 1 for brightness.
  package var channels = 3
  /// A game begins with 1 to so many frames in which nothing is done, by its seed; 0 for none.
  package var noOps = 30
  /// Whether there are all 18 actions in every game, or those alone that do something there.
  package var fullActions = true
  /// How likely the last action is held for another frame, whatever is chosen.
  package var stickyActions = 0.0
  /// Whether the loss of a life ends an agent's episode, in training alone; the game goes on in the next one.
  package var lifeLossEnds = false
  /// Whether rewards are −1, 0 or 1, by their sign, in training alone.
  package var clipRewards = false
  /// Frames after which a game is cut off: 30 minutes.
  package var episodeFrames = 108_000

  /// The defaults.
  package init() {}

  /// As they are for measuring an agent: whole games, and their own rewards.
  var measured: AtariSettings {
    var settings = self
    (settings.lifeLossEnds, settings.clipRewards) = (false, false)
    return settings
  }

  /// What a worker makes a game with.
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
