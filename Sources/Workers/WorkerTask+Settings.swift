import Common
import Environments
import Foundation

extension WorkerTask {
  /// The task that settings name; nil if they name an environment of this program.
  ///
  /// - Parameters:
  ///   - environments: the number of environments that are stepped at once. There are at most as many
  ///   workers.
  ///   - workers: the number of workers; nil for the number of cores.
  ///
  /// Throws `WorkerError` if other settings do not suit the name.
  package static func named(
    _ title: String, module: String?, arguments: OpenSettings?, actionRepeat: Int, environments: Int,
    workers: Int?, stepSeconds: Double
  ) throws(WorkerError) -> WorkerTask? {
    guard let (source, name) = parts(of: title) else {
      guard !title.contains(":") else {
        let sources = Source.allCases.map { "\($0.rawValue):…" }.joined(separator: " or ")
        throw WorkerError("there is no environment \(title.quoted); one in Python is named \(sources)")
      }
      guard module == nil, arguments == nil else {
        throw WorkerError(
          "\(title) is not in Python: leave out environment.make and environment.module")
      }
      return nil
    }
    guard source != .python || name.split(separator: ":").count == 2 else {
      throw WorkerError("\(title.quoted) names no class; write python:MODULE:CLASS")
    }
    guard source != .atari || actionRepeat == 1 else {
      throw WorkerError("\(title) holds actions for frameSkip frames: set actionRepeat to 1")
    }
    let maximum = workers ?? ProcessInfo.processInfo.activeProcessorCount
    return WorkerTask(
      source, name, module: module, arguments: arguments ?? [:], actionRepeat: actionRepeat,
      workers: min(maximum, environments), stepSeconds: stepSeconds)
  }
}
