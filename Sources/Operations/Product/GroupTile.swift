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

  /// Work-items of a work-group.
  var items: Int { m / itemRows * (n / itemColumns) }

  /// Bytes of local memory: two tiles of each operand, their lines padded by 4 floats.
  private var localMemory: Int { 2 * 4 * k * (m + n + 8) }

  var macros: [String: String] {
    var macros = [
      "TILE_M": "\(m)", "TILE_N": "\(n)", "TILE_K": "\(k)", "PER_M": "\(itemRows)", "PER_N": "\(itemColumns)",
    ]
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
      // A work-item reads no second line of a tile where it reads lines float by float: then there are twice as many.
      case .tile128x32: product.readsLinesSingly ? (128, 32, 8, 4, 0.79, 4) : (128, 32, 8, 8, 0.84, 5)
      case .tile64x32: (64, 32, 8, 4, 0.80, 8)
      case .tile32x32: (32, 32, 4, 4, 0.72, 10)
      }
  }

  /// Whether the device can run work-groups of this tile.
  func fits(_ info: DeviceInfo) -> Bool { items <= info.largestWorkGroup && localMemory <= info.localMemory }
}

extension Product {
  /// Whether `left` is contiguous along its rows, which are no whole vectors of 4 floats.
  fileprivate var readsLinesSingly: Bool {
    switch leftSource {
    case .rows, .patches: false
    case .columns: m % 4 != 0
    case .patchesByPixel: geometry!.channels % 4 != 0
    }
  }
}
