import Device

/// The tiles of a work-group and of a work-item.
package struct GroupTile: Sendable, Equatable {
  /// As saved choices name them.
  package enum Size: String, Sendable, Codable, CaseIterable {
    case small, medium, large
  }

  let size: Size
  let m: Int
  let n: Int
  let k: Int
  let perItem: Int

  /// Work-items of a work-group.
  var items: Int { m / perItem * (n / perItem) }

  var macros: [String: String] {
    ["TILE_M": "\(m)", "TILE_N": "\(n)", "TILE_K": "\(k)", "PER_M": "\(perItem)", "PER_N": "\(perItem)"]
  }

  init(_ size: Size) {
    self.size = size
    (m, n, k, perItem) =
      switch size {
      case .small: (32, 32, 16, 4)
      case .medium: (64, 64, 16, 4)
      case .large: (128, 128, 16, 8)
      }
  }

  /// Whether the device can run work-groups of this tile.
  func fits(_ info: DeviceInfo) -> Bool {
    items <= info.largestWorkGroup && 4 * k * (m + n + 8) <= info.localMemory
  }

  /// The largest tile of which the product has two for each compute unit.
  static func preferred(_ product: Product, info: DeviceInfo) -> GroupTile {
    let rows =
      product.scatters
      ? product.geometry!.images * product.geometry!.height * product.geometry!.width : product.m
    let columns = product.scatters ? product.geometry!.channels : product.n
    func fills(_ tile: GroupTile) -> Bool {
      let tiles = (rows + tile.m - 1) / tile.m * ((columns + tile.n - 1) / tile.n) * product.batch
      return tiles >= 2 * info.computeUnits && columns > tile.n / 2 && tile.fits(info)
    }
    return [GroupTile(.large), GroupTile(.medium)].first(where: fills) ?? GroupTile(.small)
  }
}
