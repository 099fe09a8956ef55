import Device
import Operations

/// Makes the kernel of a row step.
struct RowStepEmission {
  let code: RowEmission
  let tileCount: Int
  let noiseCount: Int
  /// The shapes of the outputs behind their rows.
  let shapes: [[Int]]
  private let rows: Int
  private let draws: Bool
  private let definitions: String
  private let inputs: [RowTile]
  private let outputs: [RowTile]

  init(rows: Int, draws: Bool, form: RowForm, body: RowStep.Body) throws(RowFault) {
    (self.rows, self.draws) = (rows, draws)
    noiseCount = body.noise.count
    shapes = body.outputs.map { Array($0.shape.dropFirst()) }
    let given = body.inputs + body.noise
    let lowered = Lowering(
      rowsOf: body.outputs[0].graph, roots: (body.outputs + given.map(\.tensor)).map(\.value))
    let code = RowEmission(lowered.graph, roots: Array(lowered.roots.prefix(body.outputs.count)), form: form)
    self.code = code
    try code.placeSources(given: Set(given.map(\.name)))
    inputs = body.inputs.map { code.inputs[$0.name]! }
    for (index, drawn) in body.noise.enumerated() {
      code.addNumbers(drawn.name, from: "noise\(index)", draws: draws)
    }
    try code.emitNodes()
    var outputs: [RowTile] = []
    for root in lowered.roots.prefix(body.outputs.count) {
      outputs.append(try code.tile(root, of: "an output"))
    }
    for (index, tile) in outputs.enumerated() {
      code.add("output", form.store(tile, to: "output\(index)", row: "first_row + row"))
    }
    self.outputs = outputs
    let layout = code.arrays.layOut()
    tileCount = layout.count
    definitions = layout.offsets.map { "#define \($0.name) \($0.offset)\n" }.joined()
  }

  func kernel(isLocal: Bool) -> Program {
    let drawsAny = draws && noiseCount > 0
    let loads = inputs.enumerated().map {
      code.form.load($0.element, from: "input\($0.offset)", row: "ROW_NUMBER(row)")
    }
    let noise = (0..<noiseCount).map { "noise\($0)" }
    let read = ["parameters"] + inputs.indices.map { "input\($0)" } + (draws ? [] : noise)
    var list = read.map { "GLOBAL const float* \($0)" }
    list += outputs.indices.map { "GLOBAL float* output\($0)" }
    if !isLocal { list.append("GLOBAL float* spill") }
    if drawsAny { list += code.drawParameters(noise) }
    let text = """
      \(definitions)
      KERNEL void row_step(\(list.joined(separator: ", "))) {
      \(code.beginning(draws: drawsAny))
        \(noiseCount > 0 ? "const int step = 0;" : "")
      \(loads.joined())  ROW_BARRIER;
      \(code.text)}

      """
    return code.kernel(text, rows: rows, tileCount: tileCount, isLocal: isLocal)
  }
}
