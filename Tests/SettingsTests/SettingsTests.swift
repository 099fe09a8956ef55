import Settings
import Testing

@Suite struct SettingsTests {
  private let defaults = SampleConfiguration()

  private func decode(_ yaml: String = "", _ overrides: String...) throws -> SampleConfiguration {
    try Settings.decode(
      defaults: defaults, layers: [SettingsTree(yaml: yaml, name: "my.yaml")], overrides: overrides)
  }

  @Test func whatIsNotSaidKeepsItsDefault() throws {
    #expect(try decode() == defaults)
    #expect(try decode("# nothing but a comment\n") == defaults)
    var expected = defaults
    expected.search.exploration = 1e-3
    expected.learner.layers = [8]
    expected.limit = 1_000_000
    expected.note = "5"
    expected.learner.optimizer = .adam
    let yaml = """
      limit: 1_000_000
      note: 5
      search: {exploration: 1e-3}
      learner:
        layers:
          - 8
        optimizer: adam
      """
    #expect(try decode(yaml) == expected)
  }

  @Test func aliasesAreFollowed() throws {
    var expected = defaults
    expected.note = "a"
    expected.environment = "a"
    #expect(try decode("note: &name a\nenvironment: *name") == expected)
    #expect(
      message { try decode("<<: {seed: 5}") }.hasPrefix(#"unknown key "<<" in my.yaml line 1"#))
  }

  @Test func theLastOneWins() throws {
    let preset = try SettingsTree(yaml: "seed: 1\nlimit: 3\nsearch: {simulations: 8}", name: "cartpole")
    let file = try SettingsTree(yaml: "seed: 2\nlimit: null\nsearch: {exploration: 2}", name: "my.yaml")
    let read = try Settings.decode(
      defaults: defaults, layers: [preset, file],
      overrides: ["seed=3", "learner.layers=[1, 2, 3]", "search.isNoisy=false", "seed=4", "note=a=b"])
    var expected = defaults
    expected.seed = 4
    expected.search = .init(simulations: 8, exploration: 2, isNoisy: false)
    expected.learner.layers = [1, 2, 3]
    expected.note = "a=b"
    #expect(read == expected)
  }

  @Test func unknownNamesAreErrorsWithTheNearest() {
    #expect(
      message { try decode("seed: 1\n\nserach:\n  simulations: 5\n") }
        == #"unknown key "serach" in my.yaml line 3; did you mean "search"?"#)
    #expect(
      message { try decode("seed: 1\nsearch:\n  simulations: 5\n  simulatoins: 5\n") }
        == #"unknown key "search.simulatoins" in my.yaml line 4; did you mean "search.simulations"?"#)
    #expect(
      message { try decode("", "serach.simulations=5") }
        == #"unknown key "serach" in --set serach.simulations=5; did you mean "search"?"#)
    #expect(
      message { try decode("", "simulations=5") }
        == #"unknown key "simulations" in --set simulations=5; did you mean "search.simulations"?"#)
    #expect(
      message { try decode("", "search.batch=5") }
        == #"unknown key "search.batch" in --set search.batch=5; did you mean "learner.batch"?"#)
    #expect(
      message { try decode("", "search.zzz=5") }
        == #"unknown key "search.zzz" in --set search.zzz=5; search has simulations, exploration, isNoisy"#)
    #expect(
      message { try decode("search.simulations: 5") }
        == #"unknown key "search.simulations" in my.yaml line 1; give its groups one by one, as in search: {simulations: …}"#
    )
    #expect(
      message { try decode("quux: 5") }
        == "unknown key \"quux\" in my.yaml line 1; known are environment, seed, limit, note, search, learner, "
        + "schedule, sizes, target")
  }

  @Test(arguments: [
    ("learner.batch=many", #"learner.batch must be a whole number, not "many""#),
    ("learner.batch=1.5", "learner.batch must be a whole number, not 1.5"),
    ("learner.batch='5'", #"learner.batch must be a whole number, not "5""#),
    ("learner.batch=", "learner.batch must be a whole number, not null"),
    ("learner.batch=[5]", "learner.batch must be a whole number, not a list"),
    ("learner.batch={a: 5}", "learner.batch must be a whole number, not a group of settings"),
    ("learner.batch=99999999999999999999", "learner.batch must be a whole number, not 99999999999999999999"),
    ("learner.channels=256", "learner.channels must be a whole number between 0 and 255, not 256"),
    ("seed=-1", "seed must be a whole number that is not negative, not -1"),
    ("limit=1.5", "limit must be a whole number, not 1.5"),
    ("learner.rate=0x10", #"learner.rate must be a number, not 0x10"#),
    ("learner.rate=1e999", "learner.rate must be a number, not 1e999"),
    ("search.exploration=nan", "search.exploration must be a number, not nan"),
    ("search.isNoisy=yes", #"search.isNoisy must be true or false, not "yes""#),
    ("environment=null", "environment must be text, not null"),
    ("search=5", "search must be a group of settings, not 5"),
    ("learner.layers=5", "learner.layers must be a list, as in [64, 64], not 5"),
    ("learner.layers=[5, x]", #"learner.layers.1 must be a whole number, not "x""#),
    ("learner.optimizer=sgd", #"learner.optimizer must be momentum or adam, not "sgd""#),
    ("sizes.a=x", #"sizes.a must be a whole number, not "x""#),
  ]) func valuesOfAnotherTypeAreErrors(text: String, expected: String) {
    #expect(message { try decode("", text) } == "\(expected) (--set \(text))")
  }

  @Test func errorsOfTypeNameTheLine() {
    #expect(
      message { try decode("search:\n  simulations: 8\n\nlearner:\n  # the rows\n  batch: many\n") }
        == #"learner.batch must be a whole number, not "many" (my.yaml line 6)"#)
  }

  @Test func alternativesReplaceEachOther() throws {
    var expected = defaults
    expected.schedule = .step(first: 1, after: 10)
    #expect(try decode("schedule: {step: {first: 1, after: 10}}") == expected)
    expected.schedule = .constant(value: 3)
    #expect(try decode("", "schedule.constant.value=3") == expected)
    #expect(
      message { try decode("schedule: {step: {first: 1, atfer: 10}}") }
        == #"unknown key "schedule.step.atfer" in my.yaml line 1; did you mean "schedule.step.after"?"#)
    #expect(
      message { try decode("schedule: {stop: {first: 1}}") }
        .hasPrefix(#"unknown key "schedule.stop" in my.yaml line 1"#))
  }

  @Test func groupsThatAreNilByDefaultAreKnown() throws {
    let yaml = """
      target: {batch: 1, rate: 1, layers: [], optimizer: adam, channels: 1, stages: [{until: 5, temperature: 0.5}]}
      sizes: {a.b: 5}
      """
    var expected = defaults
    expected.target = .init(
      batch: 1, rate: 1, layers: [], optimizer: .adam, channels: 1,
      stages: [.init(until: 5, temperature: 0.5)])
    expected.sizes = ["a.b": 5]
    #expect(try decode(yaml) == expected)
    #expect(
      message { try decode("target:\n  batch: 1\n") } == "target.rate is missing (my.yaml line 1); add it")
    #expect(
      message { try decode("learner: {stages: [{until: 5, temprature: 1, temperature: 1}]}") }
        == #"unknown key "learner.stages.0.temprature" in my.yaml line 1; did you mean "learner.stages.0.temperature"?"#
    )
  }

  @Test(arguments: ["seed", "=5", "a..b=5", ".a=5", "seed=[1", "seed=*x"]) func overridesThatAreNone(
    text: String
  ) {
    #expect(message { try decode("", text) }.hasPrefix("--set \(text)"))
  }

  @Test func filesThatAreNoSettings() throws {
    #expect(
      message { try SettingsTree(yaml: "seed: 1\nseed: 2", name: "my.yaml") }
        == "my.yaml gives seed twice in the group at line 1; correct the file")
    #expect(
      message { try SettingsTree(yaml: "seed: [1\nb: 2", name: "my.yaml") }
        == "my.yaml line 2 is not YAML: did not find expected ',' or ']'; correct the file")
    #expect(
      message { try SettingsTree(yaml: "- 5", name: "my.yaml") }
        == "my.yaml holds no settings; write one per line, as in \"seed: 1\"")
    #expect(
      message { try SettingsTree(contentsOf: "/none/my.yaml") }
        == #"the settings file "/none/my.yaml" does not exist"#)
  }

  @Test func presetsComeFirst() throws {
    let presets = [
      "small": "preset: base\nseed: 2\n", "base": "seed: 1\nlimit: 7\n", "round": "preset: small2\n",
      "small2": "preset: round",
    ]
    func layers(_ yaml: String) throws -> [SettingsTree] {
      try Settings.layers(try SettingsTree(yaml: yaml, name: "my.yaml")) { name in
        guard let text = presets[name] else { throw SettingsError("no preset is named \(name)") }
        return try SettingsTree(yaml: text, name: "preset \(name)")
      }
    }
    var expected = defaults
    expected.seed = 2
    expected.limit = 7
    expected.note = "mine"
    #expect(try Settings.decode(defaults: defaults, layers: layers("note: mine\npreset: small")) == expected)
    #expect(
      message { try layers("preset: round") } == #"the preset "round" leads to itself (preset small2 line 1)"#
    )
    #expect(message { try layers("preset: none") } == "no preset is named none")
    #expect(message { try layers("preset: [1]") } == "preset must be text, not a list (my.yaml line 1)")
  }
}
