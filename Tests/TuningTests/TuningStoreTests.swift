import Device
import Foundation
import Operations
import Testing

@testable import Tuning

/// Saved measurements: what is read back, and what is passed over.
@Suite struct TuningStoreTests {
  private static let entries = [
    "a": TuningEntry(
      choice: .vector(rows: 28, columns: 64, splits: 2), milliseconds: 1, defaultMilliseconds: 2),
    "b": TuningEntry(choice: .group(tile: .tile64x64), milliseconds: 0.5, defaultMilliseconds: 0.75),
    "c": TuningEntry(choice: .clblast),
    "d": TuningEntry(choice: nil, milliseconds: 3, defaultMilliseconds: 3),
  ]

  /// Warnings, in order.
  private final class Warnings {
    var texts: [String] = []
  }

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func store(_ folder: URL, _ warnings: Warnings, kernels: String = TuningStore.kernelVersion) throws
    -> TuningStore
  {
    let device = try Devices.select("cpu").info
    return TuningStore(device: device, folder: folder, kernels: kernels) { warnings.texts.append($0) }
  }

  @Test func whatIsSavedIsLoaded() throws {
    try withFolder { folder in
      let warnings = Warnings()
      let store = try store(folder.appending(component: "new"), warnings)
      #expect(store.load().isEmpty && store.selection().count == 0)
      #expect(store.save(["z": TuningEntry(choice: .clblast)]))
      #expect(store.save(Self.entries))
      #expect(store.load() == Self.entries)
      #expect(store.selection() == ProductSelection(Self.entries.compactMapValues(\.choice)))
      #expect(store.selection().count == 3)
      #expect(warnings.texts.isEmpty)
    }
  }

  @Test func damageIsPassedOverWithAWarning() throws {
    try withFolder { folder in
      let warnings = Warnings()
      let store = try store(folder, warnings)
      #expect(store.save(Self.entries))
      let data = try Data(contentsOf: store.file)
      let text = String(decoding: data, as: UTF8.self)
      let damaged = [
        Data(), data.dropLast(3), Data([0xFF, 0xFE]), Data("[]".utf8),
        Data(text.replacing("\"64x64\"", with: "\"huge\"").utf8),
        Data(text.replacing("28", with: "\"28\"").utf8), Data(text.replacing("28", with: "1e99").utf8),
      ]
      for content in damaged {
        try content.write(to: store.file)
        #expect(store.load().isEmpty)
      }
      #expect(warnings.texts.count == damaged.count)
      #expect(warnings.texts.allSatisfy { $0.contains("is damaged, so defaults are used") })
    }
  }

  @Test func whatWasMeasuredElsewhereIsPassedOver() throws {
    try withFolder { folder in
      let warnings = Warnings()
      let store = try store(folder, warnings)
      let other = try self.store(folder, warnings, kernels: "other")
      #expect(other.save(Self.entries) && store.load().isEmpty)
      #expect(store.save(Self.entries))
      let text = try String(contentsOf: store.file, encoding: .utf8)
      func load(replacing old: String, with new: String) throws -> [String: TuningEntry] {
        #expect(text.contains(old))
        try Data(text.replacing(old, with: new).utf8).write(to: store.file)
        return store.load()
      }
      #expect(try load(replacing: TuningStore.format, with: "foresight-tuning-99").isEmpty)
      let key = try Devices.select("cpu").info.key
      #expect(try load(replacing: key, with: "another device").isEmpty)
      #expect(
        warnings.texts.map { $0.dropFirst(store.file.path.count + 1).prefix(25) } == [
          "was measured with other k", "has the format \"foresight", "is of another device, ano",
        ])
    }
  }

  @Test func aFolderThatCannotBeWrittenIsWarnedOf() throws {
    try withFolder { folder in
      let warnings = Warnings()
      let file = folder.appending(component: "file")
      try Data("text".utf8).write(to: file)
      let store = try store(file.appending(component: "tuning"), warnings)
      #expect(store.load().isEmpty)
      #expect(!store.save(Self.entries))
      #expect(warnings.texts.count == 1 && warnings.texts[0].contains("FORESIGHT_CACHE"))
    }
  }
}
