import Device

/// How a row program is cut for a device.
package struct RowForm: Sendable, Hashable {
  /// Rows of a work-group.
  package let rows: Int
  /// Work-items of a work-group.
  package let group: Int
  /// Lanes of a vector: 16 on CPUs, where a work-group is one work-item, and 1 on GPUs.
  package let width: Int
  /// Bytes of local memory that a work-group may have.
  package let localBytes: Int

  /// NVIDIA's OpenCL lets a kernel have as much local memory of a fixed size.
  private static let largestLocalBytes = 48 << 10
  private static let groupSize = 128
  private static let largestTile = (cpu: 16, gpu: 4)
  /// Tiles on a CPU that stay in the cache nearest to a core, and in the next one.
  private static let cachedBytes = (near: 64 << 10, far: 1 << 20)

  package init(rows: Int, group: Int, width: Int, localBytes: Int) {
    precondition(rows > 0 && group > 0 && (width == 1 || (width == 16 && group == 1)))
    (self.rows, self.group, self.width, self.localBytes) = (rows, group, width, localBytes)
  }

  /// One row in a tile.
  package init(info: DeviceInfo) { self.init(rows: 1, info: info) }

  /// This form for at most `count` rows at once, each of which takes `bytes` of a tile: each unit of the device gets a tile
  /// before tiles grow. Tiles grow as far as they stay near; on CPUs also where that saves reading more parameters than
  /// the tile holds.
  package func widened(count: Int, bytes: Int, parameterBytes: Int, info: DeviceInfo) -> RowForm {
    let share = count.divided(by: max(1, info.computeUnits))
    let largest = info.isCPU ? Self.largestTile.cpu : Self.largestTile.gpu
    let cached = min(max(Self.cachedBytes.near, parameterBytes / 2), Self.cachedBytes.far)
    let near = info.isCPU ? cached : localBytes
    var rows = 1
    while rows < min(share, largest) && 2 * rows * bytes <= near { rows *= 2 }
    return RowForm(rows: rows, info: info)
  }

  private init(rows: Int, info: DeviceInfo) {
    self.init(
      rows: rows, group: info.isCPU ? 1 : min(Self.groupSize, info.largestWorkGroup),
      width: info.isCPU ? 16 : 1,
      localBytes: info.isCPU ? info.localMemory : min(info.localMemory, Self.largestLocalBytes))
  }
}
