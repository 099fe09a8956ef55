import CPresets
import TestSupport
import Testing

@testable import MuZero
@testable import Settings

/// Presets that someone changed: each can be begun with, or is refused in one sentence; nothing is made for that.
@Suite struct PresetSoakTests {
  @Test(.timeLimit(.minutes(30))) func mutatedPresetsAreUsedOrRefused() throws {
    var texts: [String] = []
    var entry = foresight_presets()!
    while entry.pointee.name != nil {
      texts.append(String(cString: entry.pointee.text))
      entry += 1
    }
    var mutations = Mutations(seed: 2)
    var used = 0
    for number in 0..<Soak.files {
      do {
        let tree = try SettingsTree(yaml: mutations.next(texts[number % texts.count]), name: "my.yaml")
        let settings = try Settings.decode(defaults: MuZeroSettings(), layers: [tree])
        try settings.checkRanges()
        let specification = try settings.estimatedSpecification()
        try settings.check(specification)
        #expect(settings.memoryNeeds(specification).allSatisfy { $0.bytes.isFinite })
        used += 1
      } catch {
        #expect(!"\(error)".contains("\n"), "file \(number): \(error)")
      }
    }
    #expect(used > 0 && used < Soak.files)
  }
}
