import Device
import Operations

/// A graph whose rows do not depend on each other, as the text of one kernel's body. A work-group takes a
/// tile of rows through all operations, and keeps all intermediate values in the tile's memory
/// (`Kernels/rows.cl`).
package struct RowProgram {
  package let form: RowForm
  /// The statements in OpenCL C. They read `parameters`, `table` and, by the inputs' names, an index of each
  /// row of the tile; they leave the outputs in `tile`.
  package let statements: String
  /// The macros that the statements need.
  package let definitions: String
  /// The size of the tile's memory, in numbers.
  package let tileCount: Int
  /// One operation of the program.
  package struct Part: Sendable {
    /// The operation's name, with its shapes where these are informative.
    package let operation: String
    /// The multiplications and additions per row.
    package let flops: Double
  }

  /// The operations in order.
  package let parts: [Part]
  /// The parameters in the order in which the statements read them, [count], in a graph of its own. They are
  /// computed from variables alone.
  package let parameters: Tensor
  let outputs: [String: RowTile]
  /// The places of the given inputs, except those of bytes.
  let inputs: [String: RowTile]
  /// The outputs that are constant numbers.
  let constants: [String: Float]

  /// The files of `Kernels/` that the statements need.
  package static let files = [
    "work_group", "exponential", "activation", "value_transform", "rows", "winograd_transforms",
  ]

  /// The program of a graph whose inputs are an index [rows] for each of the tile's rows. Rows of `table` [n,
  /// ...] are gathered, and rows of `stored` are stored in it, unless their index is negative. Gathered and
  /// stored rows must be different ones. `given` names the inputs that hold data of each row, [rows, ...];
  /// see `inferring`.
  ///
  /// Throws if an operation has no row form.
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

  /// The program for `count` rows at once, divided to suit a device. `trace` traces a graph of a number of
  /// rows, as for the other initializer.
  ///
  /// Throws if an operation has no row form.
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

  /// An expression for element `column` of an output of a row.
  package func output(_ name: String, row: String, column: String) -> String {
    if let tile = outputs[name] { return "\(tile.row(row))[\(column)]" }
    return constants[name]!.openCLSource
  }

  /// The size of the tile's memory, in bytes.
  package var tileBytes: Int { 4 * tileCount }

  /// Whether it is local memory. Otherwise each work-group has a part of global memory.
  package var isLocal: Bool { tileBytes <= form.localBytes }

  /// The macros of a program that contains the statements.
  package var macros: [String: String] {
    var macros = ["WIDTH": "\(form.width)", "GROUP": "\(form.group)"]
    if !isLocal { macros["TILE_GLOBAL"] = "1" }
    return macros
  }
}
