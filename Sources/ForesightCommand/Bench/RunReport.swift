import Benchmarks
import Device
import Foundation

/// The timing of a training step or of planning, as lines for people or a line of JSON with the same keys as other
/// tools' benchmarks.
struct RunReport: Encodable {
  private let name: String
  private let sizes: String
  /// What is timed, in a word: "step" or "search".
  private let run: String
  /// For example "87.683 plans/s".
  private let rate: String
  private var net: String?
  private var batch: Int?
  private var length: Int?
  private var envs: Int?
  private var candidates: Int?
  private var horizon: Int?
  private var iterations: Int?
  private let device: String
  private let ms: Double
  private var positionsPerS: Double?
  private var framesPerS: Double?
  private var plansPerS: Double?
  private let hostMs: Double
  private let launches: Int
  private var hostUsPerLaunch: Double?
  private let arenaBytes: Int
  private let preparationS: Double
  private let gflops: Double
  private let share: Double

  private enum CodingKeys: String, CodingKey {
    case net, batch, length, envs, candidates, horizon, iterations, device, ms
    case positionsPerS, framesPerS, plansPerS
    case hostMs, launches, hostUsPerLaunch, arenaBytes, preparationS, gflops, share
  }

  /// The timing of a training step. `length` is given for sequences, whose frames are counted. Otherwise positions are
  /// counted.
  init(
    _ timing: RunTiming, training name: String, sizes: String, net: String? = nil, batch: Int,
    length: Int? = nil, device: DeviceInfo, peaks: DevicePeaks
  ) {
    let perSecond = (Double(batch * (length ?? 1)) / timing.milliseconds * 1e3).rounded(to: 1)
    self.init(
      timing, name: name, sizes: sizes, run: "step",
      rate: "\(perSecond) \(length == nil ? "positions" : "frames")/s", device: device, peaks: peaks)
    (self.net, self.batch, self.length) = (net, batch, length)
    (positionsPerS, framesPerS) = length == nil ? (perSecond, nil) : (nil, perSecond)
    hostUsPerLaunch = timing.hostMicrosecondsPerLaunch.rounded(to: 2)
  }

  /// The timing of planning.
  init(_ timing: RunTiming, planning work: PlaNetWork, device: DeviceInfo, peaks: DevicePeaks) {
    let environments = work.settings.collection.environments
    let perSecond = (Double(environments) / timing.milliseconds * 1e3).rounded(to: 3)
    self.init(
      timing, name: "planning", sizes: work.planningDescription, run: "search",
      rate: String(format: "%.3f plans/s", perSecond), device: device, peaks: peaks)
    (envs, plansPerS) = (environments, perSecond)
    let planner = work.planner
    (candidates, horizon, iterations) = (planner.candidates, planner.horizon, planner.iterations)
  }

  private init(
    _ timing: RunTiming, name: String, sizes: String, run: String, rate: String, device: DeviceInfo,
    peaks: DevicePeaks
  ) {
    (self.name, self.sizes, self.run, self.rate) = (name, sizes, run, rate)
    self.device = device.name
    ms = timing.milliseconds.rounded(to: 3)
    hostMs = timing.hostMilliseconds.rounded(to: 3)
    launches = timing.launches
    arenaBytes = timing.arenaBytes
    preparationS = timing.preparationSeconds.rounded(to: 3)
    gflops = (timing.flops / timing.milliseconds * 1e-6).rounded(to: 1)
    share = timing.share(of: peaks).rounded(to: 4)
  }

  var text: String {
    let title = run.padding(toLength: 16, withPad: " ", startingAt: 0)
    let perLaunch = hostUsPerLaunch.map { String(format: ", %.2f us a launch", $0) } ?? ""
    return String(
      format: """
        %@ on %@: %@
          %@  %.3f ms, %@
          arithmetic        %.1f GFLOP/s, %.0f%% of the measured peak
          launches          %d a %@, the host's part %.3f ms%@
          arena             %.1f MiB
          preparation       %.2f s (tracing, planning, binding)
        """, name, device, sizes, title, ms, rate, gflops, share * 100, launches, run, hostMs, perLaunch,
      Double(arenaBytes) / 1_048_576, preparationS)
  }
}
