import Device

/// How rows are dealt to work-groups (see `Kernels/work_group.cl`): on CPUs a work-group is one work-item, which takes several
/// rows; on GPUs it has many work-items, and takes one.
///
/// A row's result does not depend on the number of rows, nor on how many a work-group takes.
struct RowWorkGroups {
  let variant: KernelVariant
  let rowsPerGroup: Int
  private let workGroups: Int
  /// Work-items of a work-group.
  private let group: Int

  /// Lanes of a CPU's vectors in the kernels.
  static let lanes = 16
  /// The largest work-group; a power of two.
  private static let largestGroup = 256
  /// Work-groups to a compute unit of a CPU, so that the load balances.
  private static let groupsPerUnit = 8

  /// `block` is the number of rows of a work-group where the caller has fixed it.
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

  /// `kernel` of `Kernels/<file>.cl`, whose arguments end in `rows_per_group` or its like where it has one.
  /// `others` are files that it needs besides `work_group.cl`.
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
  /// Elements of a work-item of an element-wise kernel on CPUs; GPUs take one.
  private static let chunk = 4096
  private static let flatGroup = 64

  /// `kernel` of `Kernels/<file>.cl` or of the `text` after it, of global size {ceil(count / CHUNK)}, after `others`.
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
