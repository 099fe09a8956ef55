import CPresets
import TestSupport
import Testing

@testable import MuZero
@testable import Settings

/// Every number among the settings has a range, which is checked before anything is made.
@Suite struct SettingRangeTests {
  /// The presets of this agent, by name.
  private static let presets: [(name: String, tree: SettingsTree)] = {
    var presets: [(name: String, tree: SettingsTree)] = []
    var entry = foresight_presets()!
    while let name = entry.pointee.name {
      let tree = try? SettingsTree(yaml: String(cString: entry.pointee.text), name: String(cString: name))
      if let tree, (try? Settings.decode(defaults: MuZeroSettings(), layers: [tree])) != nil {
        presets.append((String(cString: name), tree))
      }
      entry += 1
    }
    return presets
  }()

  /// Settings that are no groups.
  private static let keys: [String] = {
    let paths = (try? SettingsEncoder.tree(of: MuZeroSettings()).paths()) ?? []
    return paths.filter { path in !paths.contains { $0.hasPrefix("\(path).") } }
  }()

  /// What is said of a value; nil where nothing is. Lists of numbers are tried as such.
  private func fault(_ preset: SettingsTree, _ key: String, _ value: String) -> String? {
    do {
      let settings = try Settings.decode(
        defaults: MuZeroSettings(), layers: [preset], overrides: ["\(key)=\(value)"])
      try settings.checkRanges()
      let specification = try settings.estimatedSpecification()
      try settings.check(specification)
      #expect(settings.memoryNeeds(specification).allSatisfy { $0.bytes.isFinite && $0.bytes >= 0 })
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func nothingIsTooLargeToBeRefused() {
    #expect(Self.presets.count > 2 && Self.keys.count > 30)
    for (name, tree) in Self.presets {
      for key in Self.keys where key != "reanalyze.dataset" {
        for value in ExtremeNumbers.useless {
          var reason = fault(tree, key, value)
          if reason?.contains("must be a list") == true { reason = fault(tree, key, "[\(value)]") }
          #expect(reason?.contains("\n") == false, "\(name): \(key)=\(value)")
        }
      }
    }
  }

  /// Some of them may be of use; what is asked is that all are looked at without a crash.
  @Test func nothingCrashes() {
    let tree = Self.presets[0].tree
    for key in Self.keys {
      for value in ExtremeNumbers.others { _ = fault(tree, key, value) }
    }
  }
}
