import Common
import Foundation

/// A run's metrics as a file that TensorBoard reads: scalars by step, and pictures.
package final class TensorBoardLog {
  private let path: String
  private let folder: RunFolder
  private let descriptor: Int32

  /// The folder for TensorBoard within a run's folder.
  package static func standardFolder(of run: RunFolder) -> String { "\(run.path)/tensorboard" }

  /// Writes everything that a run has recorded so far into a new file in `target`, which replaces the one
  /// that this program wrote there before. More can be added to it. Its path is `file`.
  ///
  /// Throws `TelemetryError` and `FileError`.
  package init(of folder: RunFolder, record: MetricsRecord, in target: String) throws {
    self.folder = folder
    _ = try RunBeginning.makeFolders(target)
    let start = folder.started.timeIntervalSince1970
    path = "\(target)/events.out.tfevents.\(Int(start)).foresight"
    var events = [BoardEvent.fileVersion(wall: start)]
    for name in try record.names() {
      events += try record.series(name).map {
        .scalar("metrics/\(name)", $0.value, step: Int($0.step), wall: start + $0.wall)
      }
    }
    let rows = try record.evaluations()
    events += try record.episodes(last: .max).map { Self.event(of: $0, start) }
    events += rows.map { Self.event(of: $0, start) }
    for picture in try folder.pictureFiles.compactMap(StoredPicture.init) {
      let wall = rows.last { $0.step <= picture.step }?.wall ?? 0
      events.append(.picture("pictures/\(picture.name)", picture, step: picture.step, wall: start + wall))
    }
    try FileReplacement.write(bytes: events.flatMap(\.record), to: path)
    descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw TelemetryError(unwritten: path) }
  }

  deinit { close(descriptor) }

  /// The path of the file.
  package var file: String { path }

  /// Adds the rows of a tick, and the pictures of its evaluations. Throws `TelemetryError` if they cannot be
  /// written.
  func append(_ batch: MetricsBatch) throws {
    let start = folder.started.timeIntervalSince1970
    var events = batch.metrics.filter { $0.value.isFinite }.map {
      BoardEvent.scalar("metrics/\($0.name)", $0.value, step: $0.step, wall: start + $0.wall)
    }
    events += batch.episodes.map { Self.event(of: $0, start) }
    events += batch.evaluations.map { Self.event(of: $0, start) }
    if let row = batch.evaluations.last {
      for picture in try folder.pictureFiles.compactMap(StoredPicture.init) where picture.step == row.step {
        events.append(.picture("pictures/\(picture.name)", picture, step: row.step, wall: start + row.wall))
      }
    }
    guard Descriptor.write(events.flatMap(\.record), to: descriptor) else {
      throw TelemetryError(unwritten: path)
    }
  }

  private static func event(of row: EpisodeRow, _ start: Double) -> BoardEvent {
    .scalar("episodes/return", row.return, step: row.step, wall: start + row.wall)
  }

  private static func event(of row: EvaluationRow, _ start: Double) -> BoardEvent {
    let kind =
      row.opponent.isEmpty ? "mean_return" : "score_against_\(row.opponent.replacing(":", with: "_"))"
    return .scalar("evaluations/\(kind)", row.mean, step: row.step, wall: start + row.wall)
  }
}
