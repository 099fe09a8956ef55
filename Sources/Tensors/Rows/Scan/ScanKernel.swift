import Device
import Operations

/// The kernel of a scan's steps, forward or backward.
struct ScanKernel {
  /// The computation of a step of some rows, in a graph of its own.
  struct Step {
    let graph: Graph
    /// The names of the graph's inputs that are carried to the next step, and their values after the step.
    let carry: [(before: String, after: Tensor)]
    /// The names of the inputs that each step is given.
    let given: [String]
    /// The tensors that each step stores.
    let outputs: [Tensor]
  }

  let kernel: Program
  let form: RowForm
  /// The size of a tile, in numbers.
  let tileCount: Int
  /// The floating-point operations of all rows and steps.
  let flops: Double
  /// The parameters that the kernel reads, in a graph of its own: [count].
  let parameters: Tensor
  /// The shapes of a row of the outputs.
  let shapes: [[Int]]
  private let rows: Int

  /// The kernel of `steps` steps of `rows` rows. The backward kernel runs from the last step to the first;
  /// its carried values begin at 0, and their final values are stored after the outputs.
  init(_ step: Step, steps: Int, rows: Int, isBackward: Bool, form: RowForm) throws(RowFault) {
    self.form = form
    self.rows = rows
    shapes = step.outputs.map { Array($0.shape.dropFirst()) }
    let results = step.carry.map(\.after.value) + step.outputs.map(\.value)
    let lowered = Lowering(rowsOf: step.graph, roots: results)
    let code = RowEmission(lowered.graph, roots: lowered.roots, form: form)
    try code.placeSources(given: Set(step.carry.map(\.before) + step.given))
    // Inputs that nothing reads are not in the graph.
    let carry = step.carry.map { code.inputs[$0.before] }
    carry.compactMap(\.self).forEach(code.keep)
    let loads = step.given.enumerated().map { index, name in
      code.inputs[name].map { form.load($0, from: "input\(index)", row: "step * ROWS + ROW_NUMBER(row)") }
        ?? ""
    }
    if !loads.joined().isEmpty { code.add("load", loads.joined()) }
    try code.emitNodes()
    code.arrays.now = lowered.graph.nodes.count
    try Self.store(Array(lowered.roots.dropFirst(step.carry.count)), in: code)
    let next = Array(lowered.roots.prefix(step.carry.count))
    try Self.carryOn(next, to: carry, in: code)
    let endings = isBackward ? try Self.endings(next, carry: carry, in: code) : []

    let layout = code.arrays.layOut()
    tileCount = layout.count
    parameters = code.parameterBlock()
    flops = code.parts.reduce(0) { $0 + $1.flops } * Double(rows * steps)
    let isLocal = 4 * tileCount <= form.localBytes
    let beginnings = carry.enumerated().compactMap { index, tile in
      tile.map {
        isBackward ? form.fill($0, 0) : form.load($0, from: "carry\(index)", row: "ROW_NUMBER(row)")
      }
    }
    var list = ["GLOBAL const float* parameters"]
    if !isBackward { list += carry.indices.map { "GLOBAL const float* carry\($0)" } }
    list += step.given.indices.map { "GLOBAL const float* input\($0)" }
    list += step.outputs.indices.map { "GLOBAL float* output\($0)" }
    list += endings.indices.map { "GLOBAL float* last\($0)" }
    if !isLocal { list.append("GLOBAL float* spill") }
    guard list.count <= Self.maximumArrays else {
      throw RowFault("a scan of \(list.count) arrays, but a kernel takes \(Self.maximumArrays)")
    }
    let text = """
      \(layout.offsets.map { "#define \($0.name) \($0.offset)\n" }.joined())
      KERNEL void \(Self.name(isBackward: isBackward))(\(list.joined(separator: ", "))) {
      \(code.beginning(draws: false))
      \(beginnings.joined())  ROW_BARRIER;
        for (int i = 0; i < \(steps); i++) {
          const int step = \(isBackward ? "\(steps - 1) - i" : "i");
      \(code.text)  }
      \(endings.joined())}

      """
    kernel = code.kernel(text, rows: rows, tileCount: tileCount, isLocal: isLocal)
  }

  /// The largest number of arrays of a kernel: drivers guarantee a kilobyte of arguments, and an array may
  /// need an offset.
  private static let maximumArrays = 60

  static func name(isBackward: Bool) -> String { isBackward ? "row_scan_backward" : "row_scan" }

  // MARK: Statements

  /// Stores what a step computed: [steps · rows, ...].
  private static func store(_ values: [Value], in code: RowEmission) throws(RowFault) {
    var text = ""
    for (index, value) in values.enumerated() {
      let tile = try code.tile(value, of: "an output")
      text += code.form.store(tile, to: "output\(index)", row: "(size_t)step * ROWS + first_row + row")
    }
    if !text.isEmpty { code.add("store", text) }
  }

  /// Moves the carried values to where the next step reads them.
  private static func carryOn(_ values: [Value], to tiles: [RowTile?], in code: RowEmission) throws(RowFault)
  {
    var text = ""
    for (value, tile) in zip(values, tiles) {
      guard let tile else { continue }
      if case .constant(let number) = code.place(value) {
        text += code.form.fill(tile, number)
        continue
      }
      let next = try code.tile(value, of: "what is carried on")
      if next.name == tile.name { continue }
      guard !tiles.contains(where: { $0?.name == next.name }) else {
        throw RowFault("a part of what is carried becomes what another was")
      }
      text += code.form.copy(next, to: tile)
    }
    if !text.isEmpty { code.add("carry", text) }
  }

  /// Stores the carried values after the last step.
  private static func endings(_ values: [Value], carry: [RowTile?], in code: RowEmission) throws(RowFault)
    -> [String]
  {
    var texts: [String] = []
    for (index, (value, tile)) in zip(values, carry).enumerated() {
      if tile == nil, case .constant(let number) = code.place(value) {
        let count = code.graph.type(of: value).count / code.form.rows
        texts.append(code.form.fill("last\(index)", count: count, number))
      } else {
        let last: RowTile
        if let tile { last = tile } else { last = try code.tile(value, of: "what is carried on") }
        texts.append(code.form.store(last, to: "last\(index)", row: "first_row + row"))
      }
    }
    return texts
  }

  // MARK: Running

  /// The launch on these arrays: parameters, the carried values (forward), the arrays that steps are given,
  /// the arrays that they store, and the final carried values (backward).
  func launch(_ arrays: [DeviceArray], isBackward: Bool, context: OperationContext) throws -> any Launch {
    let groups = rows.divided(by: form.rows)
    var arguments = arrays.map(Argument.array)
    if 4 * tileCount > form.localBytes {
      arguments.append(.array(try context.makeArray([groups * tileCount])))
    }
    return try context.launch(
      Self.name(isBackward: isBackward), in: kernel, arguments, items: [groups * form.group],
      local: [form.group])
  }
}

extension ScanKernel {
  /// The work of a launch. The first of its inputs are the parameters.
  func work(_ inputs: [TensorType], _ outputs: [TensorType], steps: Int) -> Work {
    var work = productWork(inputs, outputs, flops: flops)
    work.groupBytes = Double(steps * inputs[0].byteCount)
    return work
  }
}
