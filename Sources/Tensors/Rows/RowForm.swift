import Device
import Operations

/// The division of a row program for a device.
package struct RowForm: Sendable, Hashable {
  /// The number of rows of a work-group.
  package let rows: Int
  /// The number of work-items of a work-group.
  package let group: Int
  /// The number of lanes of a vector: 16 on CPUs, where a work-group is one work-item, and 1 on GPUs.
  package let width: Int
  /// The size of the local memory that a work-group may have, in bytes.
  package let localBytes: Int

  /// The largest local memory of a fixed size that NVIDIA's OpenCL allows for a kernel, in bytes.
  private static let largestLocalBytes = 48 << 10
  private static let groupSize = 128
  private static let largestTile = (cpu: 16, gpu: 4)
  /// The sizes of tiles on a CPU that stay in the first-level and in the second-level cache of a core, in
  /// bytes.
  private static let cachedBytes = (near: 64 << 10, far: 1 << 20)

  package init(rows: Int, group: Int, width: Int, localBytes: Int) {
    precondition(rows > 0 && group > 0 && (width == 1 || (width == 16 && group == 1)))
    (self.rows, self.group, self.width, self.localBytes) = (rows, group, width, localBytes)
  }

  /// The form with one row per tile.
  package init(info: DeviceInfo) { self.init(rows: 1, info: info) }

  /// This form for at most `count` rows at once, each of which takes `bytes` of a tile. Each compute unit of
  /// the device gets a tile before tiles grow. Tiles grow as long as they stay in near memory; on CPUs also
  /// if that saves reading more parameters than the tile holds.
  package func widened(count: Int, bytes: Int, parameterBytes: Int, info: DeviceInfo) -> RowForm {
    let share = count.divided(by: max(1, info.computeUnits))
    let largest = info.isCPU ? Self.largestTile.cpu : Self.largestTile.gpu
    let cached = min(max(Self.cachedBytes.near, parameterBytes / 2), Self.cachedBytes.far)
    let near = info.isCPU ? cached : localBytes
    var rows = 1
    while rows < min(share, largest) && 2 * rows * bytes <= near { rows *= 2 }
    return RowForm(rows: rows, info: info)
  }

  /// The distance in numbers between adjacent pixels of an array of `channels` channels: whole vectors on
  /// CPUs; on GPUs, rows that can be read in parts of four.
  func stride(_ channels: Int, isImage: Bool) -> Int {
    if width > 1 { return Packing.padded(channels) }
    return isImage || channels < Self.part ? channels : channels.divided(by: Self.part) * Self.part
  }

  /// The number of elements of a row that a work-item of a GPU reads at once.
  static let part = 4

  // MARK: Plans

  private static let planGroupSize = 256
  private static let largestPlanTile = (cpu: 64, gpu: 8)
  /// The cost, in rows, of the parameters that a tile on a CPU reads.
  private static let rowsOfParameters = 4.0

  /// The form for `count` plans that are evaluated at once, each of which takes `bytes` of a tile: as large
  /// as near memory allows while the compute units stay equally busy. Nil if a single plan does not fit a
  /// GPU's local memory.
  static func plans(count: Int, bytes: Int, info: DeviceInfo) -> RowForm? {
    if info.isCPU {
      func cost(_ rows: Int) -> Double {
        let tiles = count.divided(by: rows).divided(by: info.computeUnits)
        return Double(tiles * rows) * (1 + rowsOfParameters / Double(rows))
      }
      let sizes =
        [1, 2, 4]
        + Swift.stride(from: RowBlock.maximumRows, through: largestPlanTile.cpu, by: RowBlock.maximumRows)
      let possible = sizes.filter { $0 == 1 || $0 * bytes <= cachedBytes.far }
      return RowForm(rows: possible.min { cost($0) < cost($1) }!, info: info)
    }
    let share = count.divided(by: max(1, info.computeUnits))
    var rows = 1
    while rows < min(share, largestPlanTile.gpu) { rows *= 2 }
    // Sums over a row need an integer for each work-item.
    let local = min(info.localMemory, largestLocalBytes) - 4 * planGroupSize
    while rows > 1 && rows * bytes > local { rows /= 2 }
    return rows * bytes > local ? nil : RowForm(rows: rows, group: planGroupSize, info: info)
  }

  private init(rows: Int, group: Int = groupSize, info: DeviceInfo) {
    self.init(
      rows: rows, group: info.isCPU ? 1 : min(group, info.largestWorkGroup),
      width: info.isCPU ? 16 : 1,
      localBytes: info.isCPU ? info.localMemory : min(info.localMemory, Self.largestLocalBytes))
  }
}
