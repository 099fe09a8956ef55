import Device
import Operations
import Tensors

/// The properties of a launch that decide its time on a GPU: all that a forecast knows of it.
package struct LaunchShape: Sendable, Codable, Equatable {
  /// The tiles of a product whose work-groups share them.
  package struct Tile: Sendable, Codable, Equatable {
    /// The numbers of output rows and columns of a work-group, and the depth of k that it loads at a time. Slices of k within
    /// a work-group count as additional rows.
    package let m: Int
    package let n: Int
    package let k: Int
    /// The number of slices of k, each of which loads `n` columns of its own; nil for one.
    package let slices: Int?
    /// The numbers of output rows and columns of a work-item.
    package let itemRows: Int
    package let itemColumns: Int
    /// How many times a work-group loads, in the mean.
    package let depth: Double
    /// How many times the one of the longest sums loads, where that is more.
    package let longest: Double?
    /// The kernel's A_SOURCE and B_SOURCE, which say where operands are read from.
    package let sources: [Int]
    /// Whether the next tile is loaded while one is multiplied.
    package let loadsAhead: Bool
    /// The precision of a product on matrix units; nil if work-items multiply on their own.
    package let precision: Precision?
  }

  package let kernel: String
  /// `Program.key`.
  package let program: String
  package let operation: String
  package let groups: Int
  package let groupSize: Int
  /// The useful floating-point operations; a multiply-add counts as two.
  package let flops: Double
  /// The size in bytes of the operation's tensors, counting each once; 0 if an earlier launch of the
  /// operation counts them.
  package let tensorBytes: Double
  /// The size in bytes of the memory that the launch is given, counting each byte once.
  package let bytes: Double
  /// The bytes of parameters that all work-groups of a row program read, each group as often as it does.
  package let groupBytes: Double
  package let buffers: Int
  /// Whether it only continues what an earlier launch of its operation began.
  package let isContinued: Bool
  package let tile: Tile?

  /// The number of work-items of all work-groups.
  package var items: Double { Double(groups) * Double(groupSize) }
}

extension LaunchShape {
  /// The shapes of the launches of steps, in order. Only launches bound on an `AbsentDevice` have one.
  package static func shapes(of steps: [Executable.Step]) -> [LaunchShape] {
    var shapes: [LaunchShape] = []
    var rest = steps[...]
    while let first = rest.first {
      let further = rest.dropFirst().prefix { $0.work == Work() && $0.operation == first.operation }
      let launches = ([first] + further).compactMap { $0.launch as? AbsentLaunch }
      shapes += self.shapes(of: launches, operation: first.operation, work: first.work)
      rest = rest.dropFirst(1 + further.count)
    }
    return shapes
  }

  /// The shapes of the launches of one operation. If some of them are products, the operation's arithmetic is
  /// attributed to these.
  private static func shapes(of launches: [AbsentLaunch], operation: String, work: Work) -> [LaunchShape] {
    let tiles = launches.map(Tile.init)
    let shares = zip(launches, tiles).map { launch, tile in tile.map { $0.work * Double(launch.groups) } ?? 0
    }
    let total = shares.reduce(0, +)
    return launches.indices.map { index in
      let launch = launches[index]
      let share = total > 0 ? shares[index] / total : index == 0 ? 1 : 0
      // If rows of a table are gathered in a single launch, the operation tells how much of the table is
      // read.
      let bytes = launches.count == 1 ? min(work.bytes, Double(launch.bytes)) : Double(launch.bytes)
      return LaunchShape(
        kernel: launch.name, program: launch.programKey, operation: operation, groups: launch.groups,
        groupSize: launch.groupSize,
        flops: work.flops * share, tensorBytes: index == 0 ? work.bytes : 0, bytes: bytes,
        groupBytes: index == 0 ? work.groupBytes : 0, buffers: launch.bufferCount, isContinued: index > 0,
        tile: tiles[index])
    }
  }
}

extension LaunchShape.Tile {
  /// The multiply-adds of a work-group, including those beyond the output's edge.
  package var work: Double { Double(m * n * k) * depth }

  /// Nil if the launch is not a tiled product.
  init?(_ launch: AbsentLaunch) {
    func macro(_ name: String) -> Int? { launch.program.macros[name].flatMap { Int($0) } }
    guard let m = macro("TILE_M"), let n = macro("TILE_N"), let k = macro("TILE_K") else { return nil }
    // A work-group with slices loads less often.
    let slices = macro("SLICES") ?? 1
    self.slices = slices > 1 ? slices : nil
    (self.m, self.n, self.k) = (m * slices, n, k)
    (itemRows, itemColumns) = (macro("PER_M") ?? 4, macro("PER_N") ?? 4)
    sources = [macro("A_SOURCE") ?? 0, macro("B_SOURCE") ?? 0]
    // Such kernels have two tiles of each operand in local memory.
    loadsAhead = launch.hasText("_tile[s]")
    precision = launch.program.macros["PRECISION"].flatMap(Precision.init(macro:))
    let step = Double(k * slices)
    let isPixelMajor = macro("PIXEL_MAJOR") == 1
    guard isPixelMajor || sources[0] == 4, let geometry = ConvolutionGeometry(numbers: launch.number) else {
      depth = (Double(launch.number("k_block") ?? launch.number("k_count") ?? 1) / step).rounded(.up)
      longest = nil
      return
    }
    let (channels, taps, pixels, maximum) =
      sources[0] == 4
      ? (
        geometry.featureChannels, geometry.classTaps,
        geometry.classes * geometry.classHeight * geometry.classWidth, geometry.maximumClassTaps
      )
      : (
        geometry.channels, geometry.taps, geometry.featureHeight * geometry.featureWidth,
        geometry.kernelHeight * geometry.kernelWidth
      )
    depth = Double(channels) * (isPixelMajor ? taps.reaching : taps.all) / Double(pixels) / step
    longest = (Double(channels * maximum) / step).rounded(.up)
  }
}
