import Device

/// The tiles of a work-group and of a work-item of `product_group.cl`.
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

  /// Parts of k that a work-group sums side by side.
  var slices: Int { size == .slices32x32 ? 4 : 1 }

  /// Work-items of a work-group.
  var items: Int { m / itemRows * (n / itemColumns) * slices }

  /// Bytes of local memory: for each slice two tiles of each operand, their lines padded by 4 floats.
  private var localMemory: Int { slices * 2 * 4 * k * (m + n + 8) }

  var macros: [String: String] {
    var macros = [
      "TILE_M": "\(m)", "TILE_N": "\(n)", "TILE_K": "\(k)", "PER_M": "\(itemRows)", "PER_N": "\(itemColumns)",
    ]
    if slices > 1 { macros["SLICES"] = "\(slices)" }
    if size == .tile128x128 { macros["RESIDENT_GROUPS"] = "\(residentGroups)" }
    return macros
  }

  init(_ size: Size, of product: Product) {
    self.size = size
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
    size != .tile128x128 || product.leftSource != .patchesByPixel && product.rightSource != .patchesByPixel
  }

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
    case .patches, .patchesByPixel: geometry!.channels % 4 != 0
    }
  }
}
