import Foundation
import Settings
import Testing

@Suite struct SettingsYAMLTests {
  @Test func allSettingsInTheirOrder() throws {
    #expect(
      try Settings.yaml(of: SampleConfiguration()) == """
        environment: cartpole
        seed: 0
        limit: null
        note: null
        search:
          simulations: 50
          exploration: 1.25
          isNoisy: true
        learner:
          batch: 128
          rate: 0.1
          layers: [64, 64]
          optimizer: momentum
          channels: 16
          stages: []
        schedule:
          constant:
            value: 0.5
        sizes: {}
        target: null

        """)
  }

  @Test func readsBackWhatItWrote() throws {
    var value = SampleConfiguration()
    value.seed = .max
    value.limit = .min
    value.search.exploration = 1.0 / 3
    value.learner.rate = 1e-30
    value.learner.stages = [.init(until: 5, temperature: .infinity), .init(until: 9, temperature: -0.0)]
    value.schedule = .step(first: .leastNonzeroMagnitude, after: 3)
    value.target = SampleConfiguration.Learner()
    value.sizes = ["a b: c": 1]
    for text in [
      "", "null", "~", "true", "5", "1e5", "a: b", "a #b", "- a", "'x'", "\"x\\", "*a", "&a", "!a", "%a",
      "@a", " a",
      "a ", "a\nb\n\tc\u{1}\u{85}", "{a}", "[a]", "é😀", "Yes", "paper/atari", "MountainCar-v0",
      "a\u{2028}b\r", "?",
    ] {
      value.note = text
      value.environment = text
      let yaml = try Settings.yaml(of: value)
      let read = try Settings.decode(
        defaults: SampleConfiguration(), layers: [SettingsTree(yaml: yaml, name: "written")])
      #expect(read == value, "\(yaml)")
      #expect(read.learner.stages[1].temperature.sign == .minus)
      #expect(try Settings.yaml(of: read) == yaml)
    }
  }

  /// What editors and shells make of a file: marks of the byte order, line ends, trailing blanks.
  @Test func readsFilesAsToolsRewriteThem() throws {
    let path = FileManager.default.temporaryDirectory.appending(component: "settings-\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: path) }
    let text = "search:\n  simulations: 7\n# Grüße\nseed: 5\n"
    let mark = Data([0xef, 0xbb, 0xbf])
    for data in [
      mark + Data(text.utf8), mark + Data(text.replacing("\n", with: "\r\n").utf8),
      Data(text.replacing("\n", with: "\r").utf8), Data(text.replacing("\n", with: "  \n\n").utf8),
      Data(text.dropLast().utf8), try #require(text.data(using: .utf16)),
      Data([0xfe, 0xff]) + (try #require(text.data(using: .utf16BigEndian))),
    ] {
      try data.write(to: path)
      let read = try Settings.decode(
        defaults: SampleConfiguration(), layers: [SettingsTree(contentsOf: path.path)])
      #expect(read.seed == 5 && read.search.simulations == 7)
    }
    try (mark + Data("seed: 5\n- x".utf8)).write(to: path)
    #expect(message { try SettingsTree(contentsOf: path.path) }.contains("line 2 is not YAML"))
  }

  @Test func readsFiles() throws {
    let path = FileManager.default.temporaryDirectory.appending(component: "settings-\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: path) }
    try Data("seed: 5\n".utf8).write(to: path)
    let read = try Settings.decode(
      defaults: SampleConfiguration(), layers: [SettingsTree(contentsOf: path.path)])
    #expect(read.seed == 5)
    try Data([0x61, 0xff]).write(to: path)
    #expect(
      message { try SettingsTree(contentsOf: path.path) }
        == "\(path.path) is not UTF-8 text; a settings file is YAML")
  }
}
