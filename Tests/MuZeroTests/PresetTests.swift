import CPresets
import Device
import Environments
import MuZero
import Settings
import TestSupport
import Testing
import Workers

/// The presets of `foresight train`.
@Suite struct PresetTests {
  private static let texts: [String: String] = {
    var texts: [String: String] = [:]
    var entry = foresight_presets()!
    while let name = entry.pointee.name {
      texts[String(cString: name)] = String(cString: entry.pointee.text)
      entry += 1
    }
    return texts
  }()

  private func settings(_ name: String) throws -> MuZeroSettings {
    let text = try #require(Self.texts[name])
    return try Settings.decode(
      defaults: MuZeroSettings(), layers: [try SettingsTree(yaml: text, name: name)])
  }

  private func specification(_ settings: MuZeroSettings) throws -> EnvironmentSpecification {
    try settings.estimatedSpecification()
  }

  /// Schrittwieser et al. 2020, appendices E to G.
  @Test(arguments: [
    ("paper/board", 17, 19, 362, 1, 2048), ("paper/atari", 128, 96, 18, 601, 1024),
    ("paper/atari-reanalyze", 128, 96, 18, 601, 1024),
  ])
  func papersNetworksAreItsOwn(name: String, planes: Int, side: Int, actions: Int, bins: Int, batch: Int)
    throws
  {
    let settings = try settings(name)
    let network = settings.networkConfiguration(try specification(settings))
    let isAtari = side == 96
    #expect(
      network
        == MuZeroNetworkConfiguration(
          .residual(
            planes: planes, height: side, width: side, channels: 256, blocks: 16, headPlanes: 2,
            headHidden: [256], downsampling: isAtari), actions: actions,
          actionEncoding: isAtari ? .constantPlane : .boardPointOrPass, bins: bins,
          observationFactor: isAtari ? 1 / 255 : nil))
    #expect(settings.learner.batch == batch && settings.learner.unrollSteps == 5)
    #expect(settings.usedValueWeight == (settings.reanalyzes ? 0.25 : 1))
  }

  /// Without a worker.
  @Test(arguments: [("atari-small", 4), ("atari-100k", 6), ("paper/atari", 18)])
  func gamesHaveTheirActions(name: String, actions: Int) throws {
    let specification = try specification(settings(name))
    #expect(specification.actions == .discrete(count: actions, meaning: .choice))
  }

  /// The presets whose games have only the actions with an effect are among those whose number is known.
  @Test func noPresetsActionsAreGuessed() throws {
    for name in Self.texts.keys {
      guard let settings = try? settings(name), settings.environment.name.hasPrefix("atari:"),
        !settings.environment.atari.fullActions
      else { continue }
      #expect(["atari:Breakout", "atari:Pong"].contains(settings.environment.name), "\(name)")
    }
  }

  /// Environments in Python take turns in two groups on a GPU; reanalyzed states are searched beside all.
  @Test func treesAreThoseOfAGroupOfEnvironments() throws {
    let cpu = try Devices.select("cpu")
    let gpu = DeviceAsGPU(cpu).info
    let game = try settings("go9")
    #expect(game.environmentGroups(isCopied: true, on: gpu) == [0..<128] && game.maximumTrees == 128)
    var atari = try settings("paper/atari")
    #expect(atari.environmentGroups(isCopied: false, on: gpu) == [0..<175, 175..<350])
    #expect(atari.environmentGroups(isCopied: false, on: cpu.info) == [0..<350])
    atari.selfPlay.environmentGroups = 1
    #expect(atari.environmentGroups(isCopied: false, on: gpu) == [0..<350])
    #expect(try settings("paper/atari-reanalyze").maximumTrees == 350 + 512)
  }

  /// The networks and the search are the same, so that what is learned of how many steps can be compared.
  @Test func reanalyzesCartPoleWithThePlainPresetsParts() throws {
    let (plain, reanalyzed) = (try settings("cartpole"), try settings("cartpole-reanalyze"))
    #expect(!plain.reanalyzes && reanalyzed.reanalyzes)
    try reanalyzed.check(try specification(reanalyzed))
    #expect(reanalyzed.network == plain.network && reanalyzed.search == plain.search)
    #expect(reanalyzed.environment == plain.environment)
    #expect(reanalyzed.learner.learningRate == plain.learner.learningRate)
    #expect(reanalyzed.learner.decaySteps == plain.learner.decaySteps)
  }

  @Test(arguments: ["paper/atari", "paper/atari-reanalyze", "atari-100k", "atari-small"])
  func presetsOfAtariCanBegin(_ name: String) throws {
    let settings = try settings(name)
    let specification = try specification(settings)
    try settings.check(specification)
    let stacking = settings.replayConfiguration(specification).stacking
    let planes =
      settings.replay.stackedObservations
      * (settings.environment.atari.channels + (settings.replay.actionPlanes ? 1 : 0))
    #expect(stacking.shape == [settings.environment.atari.size, settings.environment.atari.size, planes])
    #expect(name.hasPrefix("paper/") == (planes == 128 && !settings.environment.atari.lifeLossEnds))
    let need = settings.machineNeed(specification)
    #expect(name != "atari-100k" || need.device < 20e9 && need.host < 20e9)
  }

  /// What training is told of lives and rewards, and what an evaluation is.
  @Test func agentsAreMeasuredByWholeGames() throws {
    let settings = try settings("atari-small")
    for isMeasured in [false, true] {
      let task = try #require(try settings.workerTask(isMeasured: isMeasured))
      #expect(task.title == "atari:Breakout")
      #expect(task.arguments.values["lifeLossEnds"] == .flag(!isMeasured))
      #expect(task.arguments.values["clipRewards"] == .flag(!isMeasured))
      #expect(task.arguments.values["noOps"] == .whole(30))
    }
    let paper = try self.settings("paper/atari")
    #expect(try paper.workerTask(isMeasured: true) == paper.workerTask(isMeasured: false))
  }

  @Test func presetsBeginWithADescription() {
    for (name, text) in Self.texts { #expect(text.hasPrefix("# "), "\(name)") }
  }
}
