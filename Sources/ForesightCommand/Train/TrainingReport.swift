import Benchmarks
import Device
import Foundation

/// The timing of a training step, as lines for people or a line of JSON with the same keys as other tools'
/// benchmarks.
struct TrainingReport: Encodable {
  private let name: String
  private let sizes: String
  private let net: String?
  private let batch: Int
  private let length: Int?
  private let device: String
  private let ms: Double
  private let positionsPerS: Double?
  private let framesPerS: Double?
  private let hostMs: Double
  private let launches: Int
  private let hostUsPerLaunch: Double
  private let arenaBytes: Int
  private let preparationS: Double
  private let gflops: Double
  private let share: Double

  private enum CodingKeys: String, CodingKey {
    case net, batch, length, device, ms, positionsPerS, framesPerS, hostMs, launches, hostUsPerLaunch
    case arenaBytes
    case preparationS, gflops, share
  }

  /// `length` is given for sequences, whose frames are counted. Otherwise positions are counted.
  init(
    _ timing: RunTiming, name: String, sizes: String, net: String? = nil, batch: Int, length: Int? = nil,
    device: DeviceInfo, peaks: DevicePeaks
  ) {
    self.name = name
    self.sizes = sizes
    self.net = net
    self.batch = batch
    self.length = length
    self.device = device.name
    ms = timing.milliseconds.rounded(to: 3)
    let rate = (Double(batch * (length ?? 1)) / timing.milliseconds * 1e3).rounded(to: 1)
    positionsPerS = length == nil ? rate : nil
    framesPerS = length == nil ? nil : rate
    hostMs = timing.hostMilliseconds.rounded(to: 3)
    launches = timing.launches
    hostUsPerLaunch = timing.hostMicrosecondsPerLaunch.rounded(to: 2)
    arenaBytes = timing.arenaBytes
    preparationS = timing.preparationSeconds.rounded(to: 3)
    gflops = (timing.flops / timing.milliseconds * 1e-6).rounded(to: 1)
    share = timing.share(of: peaks).rounded(to: 4)
  }

  var text: String {
    let rate = positionsPerS.map { "\($0) positions/s" } ?? "\(framesPerS!) frames/s"
    return String(
      format: """
        %@ on %@: %@
          step              %.3f ms, %@
          arithmetic        %.1f GFLOP/s, %.0f%% of the measured peak
          launches          %d a step, the host's part %.3f ms, %.2f us a launch
          arena             %.1f MiB
          preparation       %.2f s (tracing, planning, binding)
        """, name, device, sizes, ms, rate, gflops, share * 100, launches, hostMs, hostUsPerLaunch,
      Double(arenaBytes) / 1_048_576, preparationS)
  }
}
