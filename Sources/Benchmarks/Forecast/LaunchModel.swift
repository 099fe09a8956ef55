import Device
import Operations

/// A model of the time of launches on a named GPU, based on how their work-groups fill it.
///
/// Its constants were fitted to half of the cases that an H200 ran at commit 9d1ea26. `docs/gpu.md` describes
/// the method and the accuracy.
package struct LaunchModel: Sendable {
  package enum Submission: Sendable {
    /// Steps are submitted as CUDA graphs, or by another method of the same cost.
    case graph
    /// Launches are enqueued one by one in OpenCL.
    case queue
    /// Launches are enqueued one by one with an event each, as in a profile.
    case events
  }

  package let device: NamedDevice
  private let loops: LoopTable
  private let submission: Submission

  /// `loops` describes the kernels' loops as `tools/sass` found them. Kernels that are not listed are taken
  /// to be as good as those of commit 9d1ea26.
  package init(device: NamedDevice, loops: LoopTable = LoopTable(), submission: Submission = .graph) {
    (self.device, self.loops, self.submission) = (device, loops, submission)
  }

  package func forecast(_ shape: LaunchShape) -> LaunchForecast {
    LaunchForecast(
      shape: shape, waves: Double(shape.groups) / Double(device.units), perfect: perfect(shape),
      time: time(shape))
  }

  private func perfect(_ shape: LaunchShape) -> Double {
    if shape.isContinued { return 0 }
    let gflops = shape.tile?.precision.flatMap(matrixGflops) ?? device.gflops
    return max(
      shape.flops / gflops * 1e-3, shape.tensorBytes / device.gbps * 1e-3, device.launchMicroseconds)
  }

  /// The expected time of a launch, in microseconds.
  package func time(_ shape: LaunchShape) -> Double {
    let body = shape.tile.map { product(shape, $0) } ?? stream(shape)
    switch submission {
    case .graph: return device.launchMicroseconds + body
    case .events: return Self.queuedBase + body
    case .queue:
      let host =
        device.queuedMicroseconds.first + device.queuedMicroseconds.further * Double(shape.buffers - 1)
      return max(host, Self.queuedBase + body)
    }
  }

  // MARK: Kernels that are no products by tiles

  /// The time of arithmetic that is not a tiled product, such as a row program's: a lower bound, with
  /// parameters read from the second-level cache and without the waits at barriers, which are not known.
  private func rowArithmetic(_ shape: LaunchShape) -> Double {
    let share = loops[shape.program, shape.kernel]?.share ?? Self.rowShare
    let alone = shape.flops / (2 * shape.items) / share * Self.instructionCycles
    let groups = (Double(shape.groups) / Double(device.units)).rounded(.up)
    let issued = groups * shape.flops / (2 * Double(shape.groups)) / (Double(device.unit.lanes) * share)
    let read = groups * shape.groupBytes / Self.unitBytes
    return max(alone, issued, read) / device.cyclesPerMicrosecond
  }

  private func stream(_ shape: LaunchShape) -> Double {
    let resident = max(1, min(device.unit.largestItems / shape.groupSize, device.unit.largestGroups))
    let waves = max(1, Double(shape.groups) / Double(device.units * resident))
    let loads = shape.bytes / (4 * shape.items)
    return max(
      loads * Self.loadMicroseconds * waves, shape.bytes / (Self.streamShare * device.gbps) * 1e-3,
      rowArithmetic(shape))
  }

  // MARK: Products on matrix units

  /// The peak rate of products in this precision, in GFLOP/s. A float32 product takes three matrix products.
  private func matrixGflops(_ precision: Precision) -> Double? {
    switch precision {
    case .float32: device.matrixPeaks.map { $0.tf32 / 3 }
    case .tf32: device.matrixPeaks?.tf32
    case .bf16: device.matrixPeaks?.bf16
    }
  }

  /// An estimate, since no such kernel has been measured: the busiest unit multiplies at a share of the peak,
  /// or reads its operands' tiles from the shared cache, or waits for one load after the other, whichever
  /// takes longest.
  private func matrixProduct(_ shape: LaunchShape, _ tile: LaunchShape.Tile, peak: Double) -> Double {
    let groups = (Double(shape.groups) / Double(device.units)).rounded(.up)
    let rate = Double(device.unit.lanes) * peak / device.gflops * Self.matrixShare
    let multiplied = groups * Double(tile.m * tile.n * tile.k) / rate
    let loaded = groups * Double(4 * (tile.m + tile.n * (tile.slices ?? 1)) * tile.k) / Self.cacheBytes
    let fitting = device.unit.registers / (Self.matrixRegisters * shape.groupSize)
    let resident = min(groups, Double(max(1, fitting)))
    let waited = groups / resident * Self.latencies.rows
    return max(
      tile.depth * max(multiplied, loaded, waited) / device.cyclesPerMicrosecond,
      shape.bytes / (Self.productShare * device.gbps) * 1e-3)
  }

  // MARK: Products by tiles

  private func product(_ shape: LaunchShape, _ tile: LaunchShape.Tile) -> Double {
    if let peak = tile.precision.flatMap(matrixGflops) { return matrixProduct(shape, tile, peak: peak) }
    let loop = loops[shape.program, shape.kernel]
    let resident = loop?.groups ?? residentGroups(shape, tile)
    let share = loop?.share ?? Self.usualShare(tile)
    let step = Step(tile, share: share, groupSize: shape.groupSize, lanes: Double(device.unit.lanes))
    let groups = Double(shape.groups) / Double(device.units)
    // The busiest unit decides, except that some of its groups may finish early.
    let (full, rest) = Int(groups.rounded(.up)).quotientAndRemainder(dividingBy: resident)
    let busiest =
      Double(full) * step.cycles(groups: Double(resident))
      + (rest > 0 ? step.cycles(groups: Double(rest)) : 0)
    let even =
      groups > Double(resident)
      ? groups / Double(resident) * step.cycles(groups: Double(resident))
      : step.cycles(groups: max(1, groups))
    let cycles = max(
      tile.depth * (Self.busiestPart * busiest + (1 - Self.busiestPart) * even),
      (tile.longest ?? 0) * step.cycles(groups: 1))
    return max(
      cycles / device.cyclesPerMicrosecond, shape.bytes / (Self.productShare * device.gbps) * 1e-3)
  }

  /// One step along k by the work-groups of a unit.
  private struct Step {
    /// The cycles in which a group's instructions are issued and its operands read from local memory.
    let issued: Double
    /// The cycles of a group that is alone on the unit, which waits for memory and for its own instructions.
    let alone: Double

    init(_ tile: LaunchShape.Tile, share: Double, groupSize: Int, lanes: Double) {
      let work = Double(tile.m * tile.n * tile.k)
      let warps = Double(groupSize) / 32
      let blocks = Double(tile.k * (tile.itemRows + tile.itemColumns)) / 4
      issued = work / (lanes * share) + warps * blocks * LaunchModel.blockCycles
      let own = work / Double(groupSize) / share * LaunchModel.instructionCycles
      let latency = LaunchModel.latency(tile)
      alone = tile.loadsAhead ? max(latency, own) : latency + own
    }

    func cycles(groups: Double) -> Double { max(groups * issued, alone) }
  }

  private func residentGroups(_ shape: LaunchShape, _ tile: LaunchShape.Tile) -> Int {
    let unit = device.unit
    let buffers = tile.loadsAhead ? 2 : 1
    let local = 4 * buffers * tile.k * (tile.m + tile.n + 8) + 1024
    return max(
      1,
      min(
        unit.registers / (Self.usualRegisters(tile) * shape.groupSize), unit.largestItems / shape.groupSize,
        unit.largestGroups, unit.localMemory / local))
  }

  // MARK: Constants

  /// The device's time in microseconds for a launch that does nothing, in an OpenCL queue.
  private static let queuedBase = 4.16
  /// The time in microseconds of a work-item's load that depends on the previous one, while several loads are
  /// in flight.
  private static let loadMicroseconds = 0.0777
  /// The shares of a device's bandwidth that streaming kernels and products reach.
  private static let streamShare = 0.45, productShare = 0.93
  /// The cycles in which a warp reads four floats per lane from local memory.
  private static let blockCycles = 2.77
  /// The cycles per instruction of a warp that has a scheduler to itself.
  private static let instructionCycles = 1.7
  private static let busiestPart = 0.965
  /// Constants of matrix units: the share of their peak that loops leave, the bytes that a unit reads from
  /// the shared cache per cycle, and the registers of a work-item. The first two are guesses.
  private static let matrixShare = 0.7, cacheBytes = 30.0, matrixRegisters = 240
  /// The share of multiply-adds in the loops of row programs, by `tools/sass`.
  private static let rowShare = 0.39
  /// The bytes that a unit reads from the second-level cache per cycle, as published for NVIDIA's GPUs.
  private static let unitBytes = 64.0
  /// The cycles from a tile's first load to its barrier, including index arithmetic, by the source of the
  /// operands: rows, patches, patches by pixel, and the taps of image pixels.
  private static let latencies: (rows: Double, patches: Double, pixels: Double, taps: Double) = (
    1035, 3110, 5010, 4990
  )

  private static func latency(_ tile: LaunchShape.Tile) -> Double {
    // Loads that are issued a step ahead have their indices by then.
    if tile.loadsAhead { return latencies.rows }
    let left = [latencies.rows, latencies.rows, latencies.patches, latencies.pixels, latencies.taps]
    let right = [latencies.rows, latencies.rows, latencies.pixels, latencies.taps, latencies.taps]
    let (a, b) = (tile.sources[0], tile.sources[1])
    return max(
      left.indices.contains(a) ? left[a] : latencies.rows,
      right.indices.contains(b) ? right[b] : latencies.rows)
  }

  /// The share of multiply-adds in the loop, by `tools/sass`: for kernels that load ahead, and for those of
  /// commit 9d1ea26.
  private static func usualShare(_ tile: LaunchShape.Tile) -> Double {
    let sums = tile.itemRows * tile.itemColumns
    if tile.loadsAhead { return sums >= 64 ? 0.86 : sums >= 32 ? 0.79 : 0.69 }
    let small =
      switch (tile.sources[0], tile.sources[1]) {
      case (_, 2): 0.30
      case (0, 1): 0.60
      case (0, _): 0.53
      case (1, _): 0.49
      case (3, _): 0.22
      default: 0.36
      }
    let growth = sums >= 64 ? 1.65 : tile.m >= 64 ? 1.2 : 1
    return min(0.9, small * growth)
  }

  private static func usualRegisters(_ tile: LaunchShape.Tile) -> Int {
    let sums = tile.itemRows * tile.itemColumns
    if tile.loadsAhead && tile.m * tile.n < 128 * 128 { return sums >= 64 ? 168 : sums >= 32 ? 128 : 96 }
    if sums >= 64 { return 128 }
    if tile.m >= 64 { return 64 }
    return switch tile.sources[0] {
    case 2: 96
    case 4: 128
    case 1: 64
    default: 56
    }
  }
}
