import Foundation
import Runs
import Telemetry

/// A run in a list.
struct RunListing {
  static let head = ["run", "agent", "environment", "seed", "steps", "result", "state"]

  let cells: [String]

  /// The entry of a run, of which something may be missing or damaged.
  init(of folder: RunFolder) {
    let settings = try? RunSettings(of: folder)
    let record = try? MetricsRecord(reading: folder.metrics)
    let latest = (try? record?.latest()) ?? []
    func value(_ name: String) -> Int? { latest.first { $0.name == name }.map { Int($0.value) } }
    let reached = [
      "training.environmentSteps": value("environment_steps") ?? 0, "training.updates": value("updates") ?? 0,
    ]
    let ends = settings?.agent.ends ?? []
    let isComplete = ends.contains { name, bound in bound.map { reached[name] ?? 0 >= $0 } ?? false }
    let steps = "\(value("environment_steps") ?? 0)" + (ends.first?.value.map { " of \($0)" } ?? "")
    let result = (try? record?.evaluations().last?.text) ?? "none yet"
    let state = settings == nil ? "unreadable" : RunState(of: folder, isComplete: isComplete).rawValue
    cells = [
      folder.path, settings?.agent.kind.rawValue ?? "?",
      (try? settings?.agent.estimatedSpecification().name) ?? "?",
      settings.map { "\($0.seed)" } ?? "?", steps, result, state,
    ]
  }
}
