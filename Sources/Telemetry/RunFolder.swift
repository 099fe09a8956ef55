import Common
import Foundation

/// The folder of a run: the paths of its files, and the time at which it began.
package struct RunFolder: Sendable, Equatable {
  /// The folder for runs without a given folder.
  package static let defaultParent = "runs"
  /// The file that makes a folder a run. It is written last, when everything else exists.
  static let markerName = "run.txt"
  static let configurationName = "configuration.yaml"
  /// The names of the folders within.
  static let partNames = ["checkpoints", "best", "replay", "pictures"]

  package let path: String
  /// The name of the run, which is that of its preset.
  package let name: String
  /// The time at which it was created.
  package let started: Date

  /// The path of the complete configuration.
  package var configuration: String { "\(path)/\(Self.configurationName)" }
  /// The path of the metrics.
  package var metrics: String { "\(path)/metrics.sqlite" }
  /// The path of the ways to compute that were measured to be fastest when the run began.
  package var selection: String { "\(path)/selection.json" }
  package var checkpoints: CheckpointFolder { CheckpointFolder(path: "\(path)/checkpoints") }
  /// The checkpoint with the best evaluation so far. It holds only what an agent needs to act.
  package var best: CheckpointFolder { CheckpointFolder(path: "\(path)/best") }
  package var replay: String { "\(path)/replay" }
  package var pictures: String { "\(path)/pictures" }
  var parts: [String] { Self.partNames.map { "\(path)/\($0)" } }
  /// The paths of all complete pictures, ordered by step. Throws if the folder cannot be read.
  package var pictureFiles: [String] {
    get throws {
      let names = try FileManager.default.contentsOfDirectory(atPath: pictures)
      return names.filter { !$0.hasPrefix(FileReplacement.temporaryPrefix) }.sorted().map {
        "\(pictures)/\($0)"
      }
    }
  }

  /// An existing run. Throws `TelemetryError` if the folder holds none.
  package init(existing path: String) throws(TelemetryError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw TelemetryError("there is no run \(path); `\(ProgramName.text) train` begins one")
    }
    guard let marker = RunMarker(contentsOf: "\(path)/\(Self.markerName)") else {
      throw TelemetryError("\(path) holds no run; name the folder that `\(ProgramName.text) train` wrote")
    }
    guard marker.version == RunMarker.currentVersion else {
      throw TelemetryError(
        "the run \(path) is of version \(marker.version), but this program reads version "
          + "\(RunMarker.currentVersion); use the program that wrote it")
    }
    self.init(path: path, marker: marker)
  }

  init(path: String, marker: RunMarker) {
    self.path = path
    name = marker.name
    started = marker.started
  }

  /// The runs in a folder, oldest first. Folders that are not runs are ignored.
  package static func all(in parent: String = defaultParent) -> [RunFolder] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    return names.compactMap { name in try? RunFolder(existing: "\(parent)/\(name)") }
      .sorted { ($0.started, $0.path) < ($1.started, $1.path) }
  }

  /// The newest run. Throws `TelemetryError` if there is none.
  package static func newest(in parent: String = defaultParent) throws(TelemetryError) -> RunFolder {
    guard let newest = all(in: parent).last else {
      throw TelemetryError("there is no run in \(parent); `\(ProgramName.text) train cartpole` begins one")
    }
    return newest
  }
}
