import Device

/// The tiles of a work-group, and of a work-item or (on matrix units) a warp, in `product_group.cl`.
package struct GroupTile: Sendable, Equatable {
  /// The numbers of rows and columns of the output, as saved choices name them.
  package enum Size: String, Sendable, Codable, CaseIterable {
    case tile128x128 = "128x128"
    case tile128x64 = "128x64"
    case tile64x128 = "64x128"
    case tile64x64 = "64x64"
    case tile128x32 = "128x32"
    case tile32x128 = "32x128"
    case tile64x32 = "64x32"
    case tile32x32 = "32x32"
    /// A tile of 32×32 whose work-group divides k into four slices.
    case slices32x32 = "32x32 in 4 slices"
  }

  let size: Size
  let m: Int
  let n: Int
  let k: Int
  let itemRows: Int
  let itemColumns: Int
  /// The share of a compute unit's multiply-add rate that the kernel's loop leaves to it, by its instructions and what it
  /// reads of local memory.
  let loopEfficiency: Double
  /// The number of work-groups for which a compute unit with 65,536 registers has enough of them. Two of the
  /// largest tile fit if the driver limits their registers.
  let residentGroups: Int

  /// The precision of a product on matrix units; nil if work-items multiply on their own.
  let precision: Precision?
  /// Whether tiles may leave out taps that reach outside of images. On matrix units, which truncate sums, a row's result then
  /// depends on the others of its tile.
  private(set) var skipsTaps = true

  /// The number of slices of k that a work-group sums at the same time.
  var slices: Int { size == .slices32x32 ? 4 : 1 }

  /// The number of work-items of a work-group.
  var items: Int { m / itemRows * (n / itemColumns) * slices }

  /// The local memory in bytes: two tiles of each operand for each slice. Lines are padded by 4 floats or,
  /// for matrix units, by 16 bytes after every 64.
  private var localMemory: Int {
    slices * (precision == nil ? 2 * 4 * k * (m + n + 8) : 2 * 80 * (m + n))
  }

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
    (m, n, itemRows, itemColumns, residentGroups) =
      switch size {
      case .tile128x128: (128, 128, 8, 8, 2)
      case .tile128x64: (128, 64, 8, 8, 3)
      case .tile64x128: (64, 128, 8, 8, 3)
      // With 64 work-items loads of single floats would not cover a line of 128 rows, or need too many registers.
      case .tile64x64:
        product.leftVector == 1 || product.rightVector == 1 ? (64, 64, 8, 4, 4) : (64, 64, 8, 8, 5)
      case .tile128x32: product.readsLeftLinesSingly ? (128, 32, 8, 4, 4) : (128, 32, 8, 8, 5)
      case .tile32x128: product.readsRightLinesSingly ? (32, 128, 8, 4, 4) : (32, 128, 8, 8, 5)
      case .tile64x32: (64, 32, 8, 4, 8)
      case .tile32x32: (32, 32, 4, 4, 10)
      case .slices32x32: (32, 32, 4, 4, 3)
      }
    loopEfficiency = itemRows * itemColumns == 64 ? 0.88 : itemRows * itemColumns == 32 ? 0.72 : 0.58
  }

  /// Whether the registers of a work-item hold what it needs, by `tools/sass`: beside the largest tile there is no room for
  /// the places of patches along k, nor for loads of single floats but along k, beside the next ones none for single floats
  /// of both operands along k.
  static func hasRegisters(_ size: Size, of product: Product) -> Bool {
    let isAlongK = product.geometry == nil && product.leftSource == .rows && product.rightSource == .columns
    switch size {
    case .tile128x128:
      return product.leftSource != .im2colTransposed && product.rightSource != .im2colTransposed
        && (isAlongK || product.leftVector == 4 && product.rightVector == 4)
    case .tile128x64, .tile64x128: return !isAlongK || product.leftVector > 1 || product.rightVector > 1
    default: return true
    }
  }

  /// The tile of a size for matrix units; nil if there is none.
  init?(_ size: Size, precision: Precision, skipsTaps: Bool = false) {
    self.size = size
    self.precision = precision
    self.skipsTaps = skipsTaps
    k = precision == .bf16 ? 32 : 16
    switch size {
    case .tile128x128: (m, n, itemRows, itemColumns, residentGroups) = (128, 128, 8, 8, 1)
    case .tile128x64: (m, n, itemRows, itemColumns, residentGroups) = (128, 64, 8, 8, 2)
    case .tile64x64: (m, n, itemRows, itemColumns, residentGroups) = (64, 64, 4, 8, 3)
    case .tile128x32: (m, n, itemRows, itemColumns, residentGroups) = (128, 32, 4, 8, 3)
    case .tile64x32: (m, n, itemRows, itemColumns, residentGroups) = (64, 32, 4, 8, 6)
    case .tile32x32: (m, n, itemRows, itemColumns, residentGroups) = (32, 32, 4, 8, 8)
    case .slices32x32: (m, n, itemRows, itemColumns, residentGroups) = (32, 32, 4, 8, 2)
    case .tile64x128, .tile32x128: return nil
    }
    let loads = Self.bytesOfCycle * Double(m * n) / Double(4 * (m + n) * Self.lanes)
    loopEfficiency = min(Self.matrixRate(of: precision), loads)
  }

  /// The number of tiles whose products are summed inside the matrix units, which truncate. For float32 the
  /// three products of every tile are summed in float32.
  private static func chain(of precision: Precision) -> Int { precision == .float32 ? 1 : 8 }

  /// The speed of matrix units relative to float32 multiply-adds: an H200's peak rates, times what the loop
  /// leaves of them.
  private static func matrixRate(of precision: Precision) -> Double {
    switch precision {
    case .float32: 1.3
    case .tf32: 3.5
    case .bf16: 7
    }
  }

  /// The number of bytes per cycle that a compute unit gets from the shared cache, and the number of
  /// multiply-adds that it does per cycle.
  private static let bytesOfCycle = 30.0
  private static let lanes = 128

  /// Whether the device can run work-groups of this tile.
  func fits(_ info: DeviceInfo) -> Bool { items <= info.largestWorkGroup && localMemory <= info.localMemory }
}
