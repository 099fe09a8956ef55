import Device

/// The division of rows among work-groups (see `Kernels/work_group.cl`). On CPUs a work-group is one
/// work-item, which takes several rows; on GPUs it has many work-items, and takes one row.
///
/// A row's result does not depend on the number of rows, nor on the number of rows per work-group.
struct RowWorkGroups {
  let variant: KernelVariant
  let rowsPerGroup: Int
  private let workGroups: Int
  /// The number of work-items of a work-group.
  private let group: Int

  /// The number of lanes of the kernels' vectors on CPUs.
  static let lanes = 16
  /// The size of the largest work-group, a power of two.
  private static let largestGroup = 256
  /// The number of work-groups per compute unit of a CPU, enough to balance the load.
  private static let groupsPerUnit = 8

  /// `block` is the number of rows of a work-group, if the caller fixes it.
  init(rows: Int, columns: Int, block: Int? = nil, context: OperationContext) {
    variant = context.choose()
    let vector = variant == .vector
    let share = vector ? rows.divided(by: Self.groupsPerUnit * context.device.info.computeUnits) : 1
    rowsPerGroup = block ?? share
    workGroups = rows.divided(by: rowsPerGroup)
    var group = vector ? 1 : 32
    while !vector && group < columns && group < Self.largestGroup { group *= 2 }
    self.group = group
  }

  /// Binds `kernel` of `Kernels/<file>.cl`, whose arguments end with the number of rows per group if it has
  /// such a parameter. `others` are files that it needs beside `work_group.cl`.
  func launch(
    _ kernel: String, in file: String, after others: [String] = [], macros: [String: String] = [:],
    _ arguments: [Argument], context: OperationContext
  ) throws -> any Launch {
    let own = variant == .vector ? ["WIDTH": "16"] : ["GROUP": "\(group)"]
    let macros = macros.merging(own) { $1 }
    return try context.launch(
      kernel, in: Program(["work_group"] + others + [file], macros: macros), arguments,
      items: [workGroups * group],
      local: [group])
  }
}

extension OperationContext {
  /// The number of elements of a work-item of an element-wise kernel on CPUs; on GPUs it is 1.
  private static let chunk = 4096
  private static let flatGroup = 64

  /// Binds `kernel` of `Kernels/<file>.cl`, or of the `text` after it, with the global size {ceil(count /
  /// CHUNK)}. `others` are files that precede it.
  func launchFlat(
    _ kernel: String, in file: String, after others: [String] = ["work_group"], _ arguments: [Argument],
    count: Int,
    macros: [String: String] = [:], text: String = ""
  ) throws -> any Launch {
    let vector = choose() == .vector
    let own = vector ? ["WIDTH": "16", "CHUNK": "\(Self.chunk)"] : [:]
    return try launch(
      kernel, in: Program(others + [file], macros: macros.merging(own) { $1 }, text: text), arguments,
      items: [vector ? count.divided(by: Self.chunk) : count], local: [vector ? 1 : Self.flatGroup])
  }
}

extension Int {
  /// The quotient, rounded up.
  package func divided(by divisor: Int) -> Int { (self + divisor - 1) / divisor }
}
