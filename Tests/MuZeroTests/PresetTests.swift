import CPresets
import Environments
import MuZero
import Settings
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

  @Test(arguments: MuZeroPreset.all) func presetsHaveTheNetworksThatAreMeasured(_ preset: MuZeroPreset) throws
  {
    let settings = try settings(preset.name)
    let specification = try specification(settings)
    try settings.check(specification)
    let network = settings.networkConfiguration(specification)
    #expect(network.body == preset.network.body)
    #expect(network.actions == preset.network.actions && network.bins == preset.network.bins)
    #expect(network.actionEncoding == preset.network.actionEncoding)
    #expect(network.activation == preset.network.activation)
    #expect(Float(settings.usedValueWeight) == preset.valueWeight)
    #expect(settings.learner.unrollSteps == preset.unrollSteps)
  }

  @Test func papersBatchesAreKept() throws {
    for preset in MuZeroPreset.all where preset.name.hasPrefix("paper/") {
      #expect(try settings(preset.name).learner.batch == preset.batch)
    }
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

  /// With all actions, which games have at most.
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
    #expect(Set(Self.texts.keys).isSuperset(of: MuZeroPreset.all.map(\.name)))
  }
}
