import Device
import Operations

/// A graph whose rows do not depend on each other, as the text of one kernel's body: a work-group takes a tile of rows
/// through all operations, with everything between them in the tile's memory (`Kernels/rows.cl`).
package struct RowProgram {
  package let form: RowForm
  /// Statements in OpenCL C. They read `parameters`, `table` and, by the inputs' names, an index of each row of the tile; they
  /// leave the outputs in `tile`.
  package let statements: String
  /// Macros that the statements need.
  package let definitions: String
  /// The numbers that the tile's memory holds.
  package let tileCount: Int
  /// One operation of the program.
  package struct Part: Sendable {
    /// With its shapes, where these tell more.
    package let operation: String
    /// Multiplications and additions of a row.
    package let flops: Double
  }

  /// The operations in order.
  package let parts: [Part]
  /// The parameters in the order in which the statements read them: [numbers], of a graph of its own, computed from
  /// variables alone.
  package let parameters: Tensor
  let outputs: [String: RowTile]
  /// Where the given inputs lie that are not bytes.
  let inputs: [String: RowTile]
  /// Outputs that are numbers.
  let constants: [String: Float]

  /// Files of `Kernels/` that the statements need.
  package static let files = [
    "work_group", "exponential", "activation", "value_transform", "rows", "winograd_transforms",
  ]

  /// Of a graph whose inputs are an index [rows] of each of the tile's rows; rows of `table` [n, ...] are gathered, and
  /// rows of `stored` put there where their index is not below 0: they are other ones than those that are gathered.
  /// `given` are inputs of all that a row has, [rows, ...]; see `inferring`.
  ///
  /// Throws where an operation has no row form.
  package init(
    _ graph: Graph, outputs: [String: Tensor], table: Variable, stored: Tensor, given: Set<String> = [],
    form: RowForm
  ) throws(RowFault) {
    let names = outputs.keys.sorted()
    let lowered = Lowering(rowsOf: graph, roots: names.map { outputs[$0]!.value } + [stored.value])
    let emission = RowEmission(lowered.graph, roots: lowered.roots, form: form)
    try emission.placeSources(tables: [table], given: given)
    try emission.emitNodes()
    var tiles: [String: RowTile] = [:]
    var constants: [String: Float] = [:]
    for (name, root) in zip(names, lowered.roots) {
      if case .constant(let number) = emission.place(root) {
        constants[name] = number
      } else {
        tiles[name] = try emission.tile(root, of: name)
      }
    }
    let layout = emission.arrays.layOut()
    self.form = form
    self.outputs = tiles
    inputs = emission.inputs
    self.constants = constants
    statements = emission.text
    definitions = layout.offsets.map { "#define \($0.name) \($0.offset)\n" }.joined()
    tileCount = layout.count
    parts = emission.parts
    parameters = emission.parameterBlock()
  }

  /// The program for `count` rows at once, cut for a device: `trace` traces a graph of so many rows, as the other
  /// initializer takes it.
  ///
  /// Throws where an operation has no row form.
  package init(
    count: Int, table: Variable, given: Set<String> = [], info: DeviceInfo,
    trace: (_ rows: Int) -> (graph: Graph, outputs: [String: Tensor], stored: Tensor)
  ) throws(RowFault) {
    func program(_ form: RowForm) throws(RowFault) -> RowProgram {
      let traced = trace(form.rows)
      return try RowProgram(
        traced.graph, outputs: traced.outputs, table: table, stored: traced.stored, given: given, form: form)
    }
    let single = try program(RowForm(info: info))
    let form = single.form.widened(
      count: count, bytes: single.tileBytes, parameterBytes: 4 * single.parameters.count, info: info)
    self = form == single.form ? single : try program(form)
  }

  /// An expression for number `column` of an output of a row.
  package func output(_ name: String, row: String, column: String) -> String {
    if let tile = outputs[name] { return "\(tile.row(row))[\(column)]" }
    return constants[name]!.openCLSource
  }

  /// Bytes of the tile's memory.
  package var tileBytes: Int { 4 * tileCount }

  /// Whether it is local memory; otherwise each work-group has a part of global memory.
  package var isLocal: Bool { tileBytes <= form.localBytes }

  /// Macros of a program that has the statements.
  package var macros: [String: String] {
    var macros = ["WIDTH": "\(form.width)", "GROUP": "\(form.group)"]
    if !isLocal { macros["TILE_GLOBAL"] = "1" }
    return macros
  }
}
