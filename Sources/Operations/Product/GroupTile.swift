import Device

/// The tiles of a work-group and of a work-item of `product_group.cl`, or of a warp where it multiplies on matrix units.
package struct GroupTile: Sendable, Equatable {
  /// Rows and columns of the output, as saved choices name them.
  package enum Size: String, Sendable, Codable, CaseIterable {
    case tile128x128 = "128x128"
    case tile128x64 = "128x64"
    case tile64x64 = "64x64"
    case tile128x32 = "128x32"
    case tile64x32 = "64x32"
    case tile32x32 = "32x32"
    /// With k cut into four parts within a work-group.
    case slices32x32 = "32x32 in 4 slices"
  }

  let size: Size
  let m: Int
  let n: Int
  let k: Int
  let itemRows: Int
  let itemColumns: Int
  /// The share of a compute unit's multiply-add rate that the kernel's loop leaves to it, by its instructions.
  let loopEfficiency: Double
  /// Work-groups that a compute unit has registers for, where it has 65,536. Two of the largest tile fit where the driver
  /// limits their registers.
  let residentGroups: Int

  /// That of matrix units; nil where single work-items multiply.
  let precision: Precision?

  /// Parts of k that a work-group sums side by side.
  var slices: Int { size == .slices32x32 ? 4 : 1 }

  /// Work-items of a work-group.
  var items: Int { m / itemRows * (n / itemColumns) * slices }

  /// Bytes of local memory: for each slice two tiles of each operand, their lines padded by 4 floats; those of matrix
  /// units by 16 bytes after 64.
  private var localMemory: Int { precision == nil ? slices * 2 * 4 * k * (m + n + 8) : 2 * 80 * (m + n) }

  var macros: [String: String] {
    var macros = [
      "TILE_M": "\(m)", "TILE_N": "\(n)", "TILE_K": "\(k)", "PER_M": "\(itemRows)", "PER_N": "\(itemColumns)",
    ]
    if slices > 1 { macros["SLICES"] = "\(slices)" }
    if let precision {
      macros["PRECISION"] = precision.macro
      macros["CHAIN"] = "\(Self.chain(of: precision))"
    } else if size == .tile128x128 {
      macros["RESIDENT_GROUPS"] = "\(residentGroups)"
    }
    return macros
  }

  init(_ size: Size, of product: Product) {
    self.size = size
    precision = nil
    k = 16
    (m, n, itemRows, itemColumns, loopEfficiency, residentGroups) =
      switch size {
      case .tile128x128: (128, 128, 8, 8, 0.88, 2)
      case .tile128x64: (128, 64, 8, 8, 0.87, 3)
      case .tile64x64: (64, 64, 8, 4, 0.82, 4)
      // With 64 work-items loads of single floats would not cover a line of 128 rows, or need too many registers.
      case .tile128x32: product.readsLinesSingly ? (128, 32, 8, 4, 0.79, 4) : (128, 32, 8, 8, 0.84, 5)
      case .tile64x32: (64, 32, 8, 4, 0.80, 8)
      case .tile32x32: (32, 32, 4, 4, 0.72, 10)
      case .slices32x32: (32, 32, 4, 4, 0.72, 3)
      }
  }

  /// Whether the registers of a work-item hold what it needs: beside the largest tile there is no room for the places of
  /// patches along k.
  static func hasRegisters(_ size: Size, of product: Product) -> Bool {
    size != .tile128x128
      || product.leftSource != .im2colTransposed && product.rightSource != .im2colTransposed
  }

  /// The tile of a size by whose work-groups matrix units multiply; nil where there is none.
  init?(_ size: Size, precision: Precision) {
    self.size = size
    self.precision = precision
    k = precision == .bf16 ? 32 : 16
    switch size {
    case .tile128x128: (m, n, itemRows, itemColumns, residentGroups) = (128, 128, 8, 8, 1)
    case .tile128x64: (m, n, itemRows, itemColumns, residentGroups) = (128, 64, 8, 8, 2)
    case .tile64x64: (m, n, itemRows, itemColumns, residentGroups) = (64, 64, 4, 8, 3)
    case .tile128x32: (m, n, itemRows, itemColumns, residentGroups) = (128, 32, 4, 8, 3)
    case .tile64x32: (m, n, itemRows, itemColumns, residentGroups) = (64, 32, 4, 8, 6)
    case .tile32x32, .slices32x32: return nil
    }
    let loads = Self.bytesOfCycle * Double(m * n) / Double(4 * (m + n) * Self.lanes)
    loopEfficiency = min(Self.matrixRate(of: precision), loads)
  }

  /// Tiles whose products are summed inside of matrix units, which truncate. The three products of float32 are summed in
  /// float32 after each.
  private static func chain(of precision: Precision) -> Int { precision == .float32 ? 1 : 8 }

  /// How many times as fast as float32's multiply-adds matrix units multiply: an H200's peaks, and what the loop leaves.
  private static func matrixRate(of precision: Precision) -> Double {
    switch precision {
    case .float32: 1.3
    case .tf32: 3.5
    case .bf16: 7
    }
  }

  /// Bytes that a compute unit is given from the cache of all in a cycle, in which it does so many multiply-adds.
  private static let bytesOfCycle = 30.0
  private static let lanes = 128

  /// Whether the device can run work-groups of this tile.
  func fits(_ info: DeviceInfo) -> Bool { items <= info.largestWorkGroup && localMemory <= info.localMemory }
}

extension Product {
  /// Whether what lies side by side in `left` cannot be read as vectors of 4, where a work-item would need many loads, or
  /// registers for many places.
  fileprivate var readsLinesSingly: Bool {
    switch leftSource {
    case .rows: false
    case .columns: m % 4 != 0
    case .im2col, .im2colTransposed: geometry!.channels % 4 != 0
    }
  }
}
