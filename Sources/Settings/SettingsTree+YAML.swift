import Common
import Foundation
import Yams

extension SettingsTree {
  /// Reads YAML, which `name` stands for in messages. An empty text gives no settings.
  ///
  /// Throws `SettingsError` if it is not YAML or not a group of settings, or if it gives a setting twice.
  package init(yaml: String, name: String) throws(SettingsError) {
    let node: Node?
    do {
      node = try compose(yaml: yaml)
    } catch {
      throw SettingsError("\(name)\(Self.problem(error)); correct the file")
    }
    let start = SettingsOrigin.file(name: name, line: 1)
    switch node {
    case nil: self.init(.group([]), origin: start)
    case .scalar(let scalar) where scalar.string.isEmpty && scalar.style == .plain:
      self.init(.group([]), origin: start)
    case .mapping(let mapping):
      self = try Self.group(mapping, origin: start) { .file(name: name, line: $0?.line ?? 1) }
    default: throw SettingsError("\(name) holds no settings; write one per line, as in \"seed: 1\"")
    }
  }

  /// Reads a YAML file. Throws `SettingsError`.
  package init(contentsOf path: String) throws(SettingsError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      let reason =
        !exists
        ? "does not exist"
        : isFolder.boolValue ? "is a folder; name a file, or go on with a run by --resume" : "cannot be read"
      throw SettingsError("the settings file \(path.quoted) \(reason)")
    }
    guard let text = StoredText.decode(data) else {
      throw SettingsError("\(path) is not UTF-8 text; a settings file is YAML")
    }
    try self.init(yaml: text, name: path)
  }

  /// Reads one setting as on the command line: `search.simulations=50`, `learner.layers=[64, 64]`.
  ///
  /// Throws `SettingsError` if there is no name, or if the value is not YAML.
  package init(override text: String) throws(SettingsError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let names = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, !names.contains("") else {
      throw SettingsError("--set \(text) is not of the form name=value, as in --set seed=1")
    }
    let origin = SettingsOrigin.option(text)
    var value: SettingsTree
    do {
      value = try Self.tree(try compose(yaml: String(parts[1])), origin: origin) { _ in origin }
    } catch let error as SettingsError {
      throw error
    } catch {
      throw SettingsError("--set \(text): the value is not YAML; put it in quotation marks")
    }
    for name in names.reversed() {
      value = SettingsTree(.group([Member(name: String(name), value: value)]), origin: origin)
    }
    self = value
  }

  private static func tree(_ node: Node?, origin: SettingsOrigin, _ place: (Mark?) -> SettingsOrigin)
    throws(SettingsError) -> SettingsTree
  {
    switch node {
    case nil: return SettingsTree(.null, origin: origin)
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain
      let isNull = isPlain && ["", "~", "null"].contains(scalar.string)
      return SettingsTree(isNull ? .null : .scalar(scalar.string, isPlain: isPlain), origin: origin)
    case .sequence(let sequence):
      var elements: [SettingsTree] = []
      for element in sequence { elements.append(try tree(element, origin: place(element.mark), place)) }
      return SettingsTree(.list(elements), origin: origin)
    case .mapping(let mapping): return try group(mapping, origin: origin, place)
    case .alias: throw SettingsError("\(origin) holds an alias; write the values out")
    }
  }

  /// The origin of each member is the place of its name.
  private static func group(
    _ mapping: Node.Mapping, origin: SettingsOrigin, _ place: (Mark?) -> SettingsOrigin
  ) throws(SettingsError) -> SettingsTree {
    var members: [Member] = []
    for (key, value) in mapping {
      let origin = place(key.mark)
      guard let name = key.scalar?.string else { throw SettingsError("\(origin): a name is a plain word") }
      members.append(Member(name: name, value: try tree(value, origin: origin, place)))
    }
    return SettingsTree(.group(members), origin: origin)
  }

  /// The place and the text of the parser's message.
  private static func problem(_ error: any Error) -> String {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      " line \(mark.line) is not YAML: \(problem)"
    case YamlError.duplicatedKeysInMapping(let names, let context):
      " gives \(names.sorted().joined(separator: " and ")) twice in the group at line \(context.mark.line)"
    default: " is not YAML"
    }
  }
}
