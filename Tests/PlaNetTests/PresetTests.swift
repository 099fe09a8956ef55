import CPresets
import PlaNet
import Settings
import Testing

/// The presets of `foresight train`.
@Suite struct PresetTests {
  private func settings(_ name: String) throws -> PlaNetSettings {
    var entry = try #require(foresight_presets())
    while let entryName = entry.pointee.name {
      if String(cString: entryName) == name {
        let tree = try SettingsTree(yaml: String(cString: entry.pointee.text), name: name)
        return try Settings.decode(defaults: PlaNetSettings(), layers: [tree])
      }
      entry += 1
    }
    throw MissingPreset(name: name)
  }

  private struct MissingPreset: Error {
    let name: String
  }

  /// What benchmarks measure is what is trained; numbers of an action and the loss's weights take no time.
  @Test(arguments: PlaNetPreset.all) func presetsHaveTheSizesThatAreMeasured(_ preset: PlaNetPreset) throws {
    let settings = try settings(preset.name)
    let specification = try settings.makeEnvironment().specification
    try settings.check(specification)
    var model = settings.networkConfiguration(specification)
    model.actionSize = preset.model.actionSize
    (model.freeNats, model.observationScale) = (preset.model.freeNats, preset.model.observationScale)
    // Vectors have no convolutions.
    if !model.observation.isImage { model.depth = preset.model.depth }
    #expect(model == preset.model)
    #expect(settings.learner.batch == preset.batch && settings.learner.chunkLength == preset.length)
    var planner = settings.plannerConfiguration(specification, method: .crossEntropy)
    (planner.actionLow, planner.actionHigh) = (preset.planner.actionLow, preset.planner.actionHigh)
    #expect(planner == preset.planner)
  }

  /// The action repeats of appendix A; the rest is as in `paper/planet`.
  @Test(arguments: [
    ("cartpole-swingup", 8), ("reacher-easy", 4), ("cheetah-run", 4), ("finger-spin", 2), ("cup-catch", 4),
    ("walker-walk", 2),
  ]) func papersTasksHaveItsActionRepeats(task: String, repeats: Int) throws {
    var expected = PlaNetSettings()
    expected.environment.name = "dmc:\(task == "cup-catch" ? "ball_in_cup-catch" : task)"
    expected.environment.actionRepeat = repeats
    #expect(try settings("paper/planet-\(task)") == expected)
  }

  /// Hafner et al. 2019, section 5 and appendix A.
  @Test func papersSettingsAreTheDefaults() throws {
    #expect(try settings("paper/planet") == PlaNetSettings())
  }
}
