import Device

/// How rows are dealt to teams (see `Kernels/team.cl`): on CPUs a team is a work-item that takes several rows, on
/// GPUs a work-group that takes one.
///
/// A row's result does not depend on the number of rows, nor on how many a team takes.
struct RowTeams {
  let candidate: Candidate
  let rowsPerTeam: Int
  private let teams: Int
  /// Work-items of a team.
  private let group: Int

  /// Lanes of a CPU's vectors in the kernels.
  static let lanes = 16
  /// The largest work-group; a power of two.
  private static let largestGroup = 256
  /// Teams to a compute unit of a CPU, so that the load balances.
  private static let teamsPerUnit = 8

  /// `block` is the number of rows of a team where the caller has fixed it.
  init(rows: Int, columns: Int, block: Int? = nil, context: OperationContext) {
    candidate = context.choose()
    let vector = candidate == .vector
    let share = vector ? rows.divided(by: Self.teamsPerUnit * context.device.info.computeUnits) : 1
    rowsPerTeam = block ?? share
    teams = rows.divided(by: rowsPerTeam)
    var group = vector ? 1 : 32
    while !vector && group < columns && group < Self.largestGroup { group *= 2 }
    self.group = group
  }

  /// `kernel` of `Kernels/<file>.cl`, whose arguments end in `rows_per_team` or its like where it has one.
  /// `others` are files that it needs besides `team.cl`.
  func launch(
    _ kernel: String, in file: String, after others: [String] = [], macros: [String: String] = [:],
    _ arguments: [Argument], context: OperationContext
  ) throws -> any Launch {
    let own = candidate == .vector ? ["WIDTH": "16"] : ["GROUP": "\(group)"]
    let macros = macros.merging(own) { $1 }
    return try context.launch(
      kernel, in: Program(["team"] + others + [file], macros: macros), arguments, items: [teams * group],
      local: [group])
  }
}

extension OperationContext {
  /// Elements of a work-item of an element-wise kernel on CPUs; GPUs take one.
  private static let chunk = 4096
  private static let flatGroup = 64

  /// `kernel` of `Kernels/<file>.cl` or of the `text` after it, of global size {ceil(count / CHUNK)}, after `others`.
  func launchFlat(
    _ kernel: String, in file: String, after others: [String] = ["team"], _ arguments: [Argument], count: Int,
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
