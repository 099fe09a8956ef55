import Common

/// Configurations in YAML: settings that are not given keep their defaults, and unknown ones are errors.
package enum Settings {
  /// Decodes a configuration: the defaults, replaced by the layers' values and then by the overrides', of
  /// which the last wins.
  ///
  /// - Parameters:
  ///   - defaults: a complete value; its stored properties are the known names. A property that is nil is known, too.
  ///   - layers: presets and files, the later on top.
  ///   - overrides: `key.path=value` of the command line, the value in YAML.
  ///
  /// Throws `SettingsError` for an unknown name, with its place and the nearest known one, and for a value of another
  /// type.
  package static func decode<T: Codable>(
    defaults: T, layers: [SettingsTree] = [], overrides: [String] = []
  ) throws -> T {
    let base = try SettingsEncoder.tree(of: defaults)
    let merged = try (layers + overrides.map(SettingsTree.init(override:))).reduce(base) {
      $0.merged(with: $1)
    }
    return try SettingsDecoder.value(T.self, from: merged, knownPaths: base.paths())
  }

  /// The value that the layers and overrides give to `name` at their top level, where the last wins; nil if
  /// none gives it. It is for a setting that decides which other settings exist.
  ///
  /// Throws `SettingsError` for a value of another type.
  package static func value<T: Decodable>(
    _ type: T.Type, of name: String, layers: [SettingsTree], overrides: [String]
  ) throws -> T? {
    let trees = try layers + overrides.map(SettingsTree.init(override:))
    guard let tree = trees.last(where: { $0.member(name) != nil })?.member(name) else { return nil }
    return try SettingsDecoder(tree, [SettingsKey(stringValue: name)], knownPaths: []).read(type)
  }

  /// A file's tree as layers: the preset that it names with `preset: NAME` comes first, preceded by that
  /// preset's own preset.
  ///
  /// `find` returns the preset of a name, or throws if there is none. Throws `SettingsError` if a preset
  /// leads back to itself, and the errors of `find`.
  package static func layers(_ tree: SettingsTree, preset find: (String) throws -> SettingsTree) throws
    -> [SettingsTree]
  {
    var layers: [SettingsTree] = []
    var names: [String] = []
    var next: SettingsTree? = tree
    while var layer = next {
      next = nil
      if let preset = layer.member("preset") {
        let name = try SettingsDecoder(preset, [SettingsKey(stringValue: "preset")], knownPaths: []).read(
          String.self)
        guard !names.contains(name) else {
          throw SettingsError("the preset \(name.quoted) leads to itself (\(preset.origin))")
        }
        names.append(name)
        layer.content = .group(layer.members.filter { $0.name != "preset" })
        next = try find(name)
      }
      layers.insert(layer, at: 0)
    }
    return layers
  }

  /// The names of the settings that overrides give, such as `training.updates`.
  ///
  /// Throws `SettingsError` if one is not `key.path=value`.
  package static func names(of overrides: [String]) throws -> [String] {
    try overrides.flatMap { try SettingsTree(override: $0).valuePaths() }
  }

  /// The whole configuration as YAML, in the order of declaration. `decode` turns it into the same value.
  package static func yaml(of value: some Encodable) throws -> String {
    SettingsText.lines(of: try SettingsEncoder.tree(of: value)).map { $0 + "\n" }.joined()
  }
}
