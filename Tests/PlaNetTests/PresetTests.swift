import CPresets
import PlaNet
import Planning
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

  /// Without a worker, and without what else makes an environment.
  @Test(arguments: [
    ("cartpole-swingup", 1), ("reacher-easy", 2), ("cheetah-run", 6), ("finger-spin", 2), ("cup-catch", 2),
    ("walker-walk", 6),
  ]) func papersTasksHaveTheirSizes(task: String, dimensions: Int) throws {
    let settings = try settings("paper/planet-\(task)")
    let specification = try settings.estimatedSpecification()
    try settings.check(specification)
    #expect(specification.name == settings.environment.name)
    #expect(specification.observations == .init(shape: [64, 64, 3], element: .uint8))
    #expect(specification.longestEpisode == 1000 / settings.environment.actionRepeat)
    let model = settings.networkConfiguration(specification)
    #expect(model.observation == .image && model.actionSize == dimensions)
    let planner = settings.plannerConfiguration(specification, method: .crossEntropy)
    #expect(planner == PlannerConfiguration(actionSize: dimensions))
  }

  /// What is estimated is what an environment says, where it is at hand.
  @Test(arguments: [
    "pendulum", "pendulum-vector", "cartpole-swingup", "cartpole-swingup-vector", "paper/planet",
  ])
  func otherTasksAreAsked(name: String) throws {
    let settings = try settings(name)
    #expect(try settings.estimatedSpecification() == settings.makeEnvironment().specification)
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
