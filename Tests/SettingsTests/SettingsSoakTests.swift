import Foundation
import TestSupport
import Testing

@testable import Settings

/// Settings files that someone changed: each is read, or refused in one sentence.
@Suite struct SettingsSoakTests {
  @Test(.timeLimit(.minutes(30))) func mutatedFilesAreReadOrRefused() throws {
    let text = try Settings.yaml(of: SampleConfiguration())
    var mutations = Mutations(seed: 1)
    var read = 0
    for number in 0..<Soak.files {
      let bytes = mutations.next(Array(text.utf8))
      let folder = try TemporaryFolder()
      try Data(bytes).write(to: URL(filePath: folder.file("my.yaml")))
      do {
        let tree = try SettingsTree(contentsOf: folder.file("my.yaml"))
        _ = try Settings.decode(defaults: SampleConfiguration(), layers: [tree])
        read += 1
      } catch let error as SettingsError {
        #expect(!error.description.contains("\n"), "file \(number): \(error)")
      }
      #expect(try folder.names == ["my.yaml"])
    }
    #expect(read > 0 && read < Soak.files)
  }
}
