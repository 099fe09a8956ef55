import Benchmarks
import Device
import Foundation

/// The timing of planning, as lines for people or a line of JSON with the same keys as other tools'
/// benchmarks.
struct PlanReport: Encodable {
  private let description: String
  private let envs: Int
  private let candidates: Int
  private let horizon: Int
  private let iterations: Int
  private let device: String
  private let ms: Double
  private let plansPerS: Double
  private let hostMs: Double
  private let launches: Int
  private let arenaBytes: Int
  private let preparationS: Double
  private let gflops: Double
  private let share: Double

  private enum CodingKeys: String, CodingKey {
    case envs, candidates, horizon, iterations, device, ms, plansPerS, hostMs, launches, arenaBytes
    case preparationS, gflops, share
  }

  init(_ timing: RunTiming, of work: PlaNetWork, device: DeviceInfo, peaks: DevicePeaks) {
    description = work.planningDescription
    let planner = work.planner
    envs = work.settings.collection.environments
    (candidates, horizon) = (planner.candidates, planner.horizon)
    iterations = planner.iterations
    self.device = device.name
    ms = timing.milliseconds.rounded(to: 3)
    plansPerS = (Double(envs) / timing.milliseconds * 1e3).rounded(to: 3)
    hostMs = timing.hostMilliseconds.rounded(to: 3)
    launches = timing.launches
    arenaBytes = timing.arenaBytes
    preparationS = timing.preparationSeconds.rounded(to: 3)
    gflops = (timing.flops / timing.milliseconds * 1e-6).rounded(to: 1)
    share = timing.share(of: peaks).rounded(to: 4)
  }

  var text: String {
    String(
      format: """
        planning on %@: %@
          search            %.3f ms, %.3f plans/s
          arithmetic        %.1f GFLOP/s, %.0f%% of the measured peak
          launches          %d a search, the host's part %.3f ms
          arena             %.1f MiB
          preparation       %.2f s (tracing, planning, binding)
        """, device, description, ms, plansPerS, gflops, share * 100, launches, hostMs,
      Double(arenaBytes) / 1_048_576, preparationS)
  }
}
