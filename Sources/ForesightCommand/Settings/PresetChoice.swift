import ArgumentParser
import Common
import Runs

/// A preset that is selected by its name, in place of sizes.
enum PresetChoice {
  /// A preset's settings; nil if there is none of this name.
  static func settings(of name: String) throws -> (any AgentSettings)? {
    try Presets.known(name).map {
      try RunSettings(layers: [Presets.tree($0)], overrides: [], seed: nil).agent
    }
  }

  /// The settings of an agent's preset. Throws if the agent has none of this name.
  static func settings<Agent: AgentSettings>(of name: String, as: Agent.Type = Agent.self) throws -> Agent {
    let found: (any AgentSettings)? = try settings(of: name)
    if let found = found as? Agent { return found }
    let names = try Presets.names.filter { try AgentKind(layers: [Presets.tree($0)]) == Agent().kind }
    guard let found else { throw unknown(name, among: names) }
    throw ValidationError(
      "the preset \(name) is of \(found.kind.rawValue); those of \(Agent().kind.rawValue) are \(names.joined(separator: ", "))"
    )
  }

  /// The error of a name that is none of `names`.
  static func unknown(_ name: String, among names: [String]) -> ValidationError {
    let near = NearNames.find(name, among: names).map(\.quoted)
    let advice = near.isEmpty ? "there" : "did you mean \(near.joined(separator: " or "))? There"
    return ValidationError(
      "no preset is named \(name.quoted); \(advice) are \(names.joined(separator: ", "))")
  }

  /// Throws if one of `options` differs from its default, because a preset defines these itself.
  static func check(instead options: [(name: String, value: String)], defaults: [String]) throws {
    if let other = zip(options, defaults).first(where: { $0.value != $1 })?.0 {
      throw ValidationError("\(other.name) cannot be given with --preset, which has all sizes; leave out one")
    }
  }
}
