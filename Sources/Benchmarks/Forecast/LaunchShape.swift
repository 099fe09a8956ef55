import Device
import Operations
import Tensors

/// What decides how long a launch takes on a GPU: all that a forecast knows of it.
package struct LaunchShape: Sendable, Codable, Equatable {
  /// A product by tiles that work-groups share.
  package struct Tile: Sendable, Codable, Equatable {
    /// Of a work-group: rows and columns of the output, and how much of k is loaded at once.
    package let m: Int
    package let n: Int
    package let k: Int
    /// Rows and columns of a work-item.
    package let itemRows: Int
    package let itemColumns: Int
    /// How many times a work-group loads.
    package let depth: Double
    /// The kernel's A_SOURCE and B_SOURCE, which say where operands are read from.
    package let sources: [Int]
    /// Whether the next tile is loaded while one is multiplied.
    package let loadsAhead: Bool
    /// That of matrix units; nil where single work-items multiply.
    package let precision: Precision?
  }

  package let kernel: String
  /// `Program.key`.
  package let program: String
  package let operation: String
  package let groups: Int
  package let groupSize: Int
  /// Useful arithmetic, a multiply-add counting as two.
  package let flops: Double
  /// Bytes of the operation's tensors, each once; 0 where an earlier launch of the operation counts them.
  package let tensorBytes: Double
  /// Bytes of the memory that it is given, each once.
  package let bytes: Double
  /// Bytes of parameters that each work-group of a row program reads, as often as it does.
  package let groupBytes: Double
  package let buffers: Int
  /// Whether it only goes on with what an earlier launch of its operation began.
  package let isContinued: Bool
  package let tile: Tile?

  /// Work-items of all groups.
  package var items: Double { Double(groups) * Double(groupSize) }
}

extension LaunchShape {
  /// Of steps that an `AbsentDevice` has bound, in order; of other devices', none.
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

  /// The launches of one operation: its arithmetic belongs to those that are products, where there are any.
  private static func shapes(of launches: [AbsentLaunch], operation: String, work: Work) -> [LaunchShape] {
    let tiles = launches.map(Tile.init)
    let shares = zip(launches, tiles).map { launch, tile in tile.map { $0.work * Double(launch.groups) } ?? 0
    }
    let total = shares.reduce(0, +)
    return launches.indices.map { index in
      let launch = launches[index]
      let share = total > 0 ? shares[index] / total : index == 0 ? 1 : 0
      // Of a table whose rows are gathered, an operation that is one launch tells what it reads.
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
  /// Multiply-adds of a work-group, those beyond the output's edge too.
  package var work: Double { Double(m * n * k) * depth }

  /// Nil where the launch is no product by tiles.
  init?(_ launch: AbsentLaunch) {
    func macro(_ name: String) -> Int? { launch.program.macros[name].flatMap { Int($0) } }
    guard let m = macro("TILE_M"), let n = macro("TILE_N"), let k = macro("TILE_K") else { return nil }
    // Slices of k within a work-group are as further rows, for which it loads less often.
    let slices = macro("SLICES") ?? 1
    (self.m, self.n, self.k) = (m * slices, n, k)
    (itemRows, itemColumns) = (macro("PER_M") ?? 4, macro("PER_N") ?? 4)
    sources = [macro("A_SOURCE") ?? 0, macro("B_SOURCE") ?? 0]
    // They have two tiles of an operand in local memory.
    loadsAhead = launch.hasText("_tile[s]")
    precision = launch.program.macros["PRECISION"].flatMap(Precision.init(macro:))
    depth = (Double(Self.depth(of: launch, sources: sources)) / Double(k * slices)).rounded(.up)
  }

  /// How much of k a work-group sums: of a transposed convolution's classes of pixels, the largest.
  private static func depth(of launch: AbsentLaunch, sources: [Int]) -> Int {
    if sources[0] == 4, let stride = launch.number("stride"),
      let channels = launch.number("feature_channels"),
      let height = launch.number("kernel_height"), let width = launch.number("kernel_width")
    {
      return channels * ((height + stride - 1) / stride) * ((width + stride - 1) / stride)
    }
    return launch.number("k_block") ?? launch.number("k_count") ?? 1
  }
}
