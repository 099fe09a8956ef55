import Foundation
import Workers

/// The timing of an environment, as lines for people or a line of JSON.
struct EnvironmentReport: Encodable {
  private let name: String
  private let environments: Int
  /// The number of workers; nil for environments of this program.
  private let workers: Int?
  private let versions: String?
  private let stepsPerS: Double
  /// The steps per second of processor time of this process, without the workers' time.
  private let stepsPerProcessorS: Double
  private let roundUs: Double
  private let round99Us: Double
  /// The share of the time for which this process waited for workers.
  private let waiting: Double?
  private let bytesPerStep: Double?
  private let episodes: Int
  private let lostEpisodes: Int

  init(_ timing: EnvironmentTiming, name: String, environments: Int, pool: WorkerPool?) {
    (self.name, self.environments) = (name, environments)
    stepsPerS = timing.stepsPerSecond.rounded()
    stepsPerProcessorS = (Double(timing.steps) / timing.processorSeconds).rounded()
    roundUs = timing.microseconds(share: 0.5).rounded(to: 2)
    round99Us = timing.microseconds(share: 0.99).rounded(to: 2)
    (episodes, lostEpisodes) = (timing.episodes, timing.lostEpisodes)
    let statistics = pool?.statistics
    workers = pool.map { min($0.task.workers, environments) }
    versions = pool?.versions
    waiting = statistics.map { ($0.waitingSeconds / $0.seconds).rounded(to: 3) }
    bytesPerStep = statistics.map { (Double($0.bytes) / Double(max(1, $0.answers))).rounded(to: 1) }
  }

  var text: String {
    var lines = [
      "\(name): \(environments) together\(workers.map { " in \($0) workers" } ?? "")\(versions.map { ", \($0)" } ?? "")",
      String(
        format: "  steps      %.0f/s, %.0f for a second of this process's processor time", stepsPerS,
        stepsPerProcessorS),
      String(format: "  a round    %.2f µs in the median, %.2f µs at 99 %%", roundUs, round99Us),
      "  episodes   \(episodes), \(lostEpisodes) lost",
    ]
    if let waiting, let bytesPerStep {
      lines.append(String(format: "  waiting    %.0f %% of the time", waiting * 100))
      lines.append(String(format: "  copied     %.0f bytes a step", bytesPerStep))
    }
    return lines.joined(separator: "\n")
  }
}
