import Common
import Foundation

/// Where a run stands: the paths of what it holds, and when it began.
package struct RunFolder: Sendable, Equatable {
  /// Where runs stand that were given no folder.
  package static let defaultParent = "runs"
  /// The file that makes a folder a run; written last, when all else is there.
  static let markerName = "run.txt"
  static let configurationName = "configuration.yaml"
  /// The folders within.
  static let partNames = ["checkpoints", "best", "replay", "pictures"]

  package let path: String
  /// What the run is called: its preset's name.
  package let name: String
  /// When it was created.
  package let started: Date

  /// The configuration in full.
  package var configuration: String { "\(path)/\(Self.configurationName)" }
  /// The record of metrics.
  package var metrics: String { "\(path)/metrics.sqlite" }
  /// Which ways to compute were measured to be the fastest when the run began.
  package var selection: String { "\(path)/selection.json" }
  package var checkpoints: CheckpointFolder { CheckpointFolder(path: "\(path)/checkpoints") }
  /// The one checkpoint whose evaluation was the best so far, which holds what an agent needs to act, and no more.
  package var best: CheckpointFolder { CheckpointFolder(path: "\(path)/best") }
  package var replay: String { "\(path)/replay" }
  package var pictures: String { "\(path)/pictures" }
  var parts: [String] { Self.partNames.map { "\(path)/\($0)" } }
  /// The paths of all complete pictures, those of earlier steps first. Throws where the folder cannot be read.
  package var pictureFiles: [String] {
    get throws {
      let names = try FileManager.default.contentsOfDirectory(atPath: pictures)
      return names.filter { !$0.hasPrefix(FileReplacement.temporaryPrefix) }.sorted().map {
        "\(pictures)/\($0)"
      }
    }
  }

  /// A run that exists. Throws `TelemetryError` where the folder holds none.
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

  /// The runs in a folder, those that were begun first in front; what is no run is passed over.
  package static func all(in parent: String = defaultParent) -> [RunFolder] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    return names.compactMap { name in try? RunFolder(existing: "\(parent)/\(name)") }
      .sorted { ($0.started, $0.path) < ($1.started, $1.path) }
  }

  /// The run that was begun last. Throws `TelemetryError` where there is none.
  package static func newest(in parent: String = defaultParent) throws(TelemetryError) -> RunFolder {
    guard let newest = all(in: parent).last else {
      throw TelemetryError("there is no run in \(parent); `\(ProgramName.text) train cartpole` begins one")
    }
    return newest
  }
}
