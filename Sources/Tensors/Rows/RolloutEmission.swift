import Device
import Operations

/// Makes the kernel of a rollout.
struct RolloutEmission {
  let code: RowEmission
  let tileCount: Int
  let noise: [(name: String, count: Int)]
  private let sizes: RolloutProgram.Sizes
  private let draws: Bool
  private let definitions: String
  private let state: [RowTile]
  private let total: RowTile
  /// The statements before the first step.
  private let beginning: String

  init(_ sizes: RolloutProgram.Sizes, draws: Bool, form: RowForm, body: RolloutProgram.Body) throws(RowFault)
  {
    (self.sizes, self.draws) = (sizes, draws)
    let lowered = Lowering(
      rowsOf: body.action.graph,
      roots: (body.next + [body.reward, body.action] + body.state + body.noise.map(\.tensor)).map(\.value))
    let code = RowEmission(lowered.graph, roots: Array(lowered.roots.prefix(body.next.count + 1)), form: form)
    self.code = code
    let stateNames = body.state.indices.map { RolloutProgram.stateName($0) }
    try code.placeSources(given: Set(stateNames + ["action"] + body.noise.map(\.name)))
    state = stateNames.map { code.inputs[$0]! }
    state.forEach(code.keep)
    total = code.makeArray(channels: 1)
    code.keep(total)
    noise = body.noise.map { ($0.name, code.inputs[$0.name]!.count) }
    beginning = Self.beginning(state: state, total: total, sizes: sizes, form: form)
    Self.emitActions(to: code, sizes: sizes, draws: draws)
    for (index, drawn) in noise.enumerated() {
      code.addNumbers(drawn.name, from: "noise\(index + 1)", draws: draws)
    }
    try code.emitNodes()
    code.arrays.now = lowered.graph.nodes.count
    for (tile, root) in zip(state, lowered.roots) {
      let next = try code.tile(root, of: "the next state")
      if next.name == tile.name { continue }
      guard next.pixels == tile.pixels && next.channels == tile.channels else {
        throw RowFault("the state behind a step has another shape than that before it")
      }
      guard !state.contains(where: { $0.name == next.name }) else {
        throw RowFault("a part of the state becomes what another was")
      }
      code.add("carry", form.copy(next, to: tile))
    }
    let reward = try code.tile(lowered.roots[body.next.count], of: "the reward")
    let sum = total
    code.add(
      "sum of rewards",
      "EACH_UNIT(row, \(form.rows)) store_tile((floatv)(*\(sum.row("row")) + *\(reward.row("row"))), \(sum.row("row")));"
    )
    let layout = code.arrays.layOut()
    tileCount = layout.count
    definitions = layout.offsets.map { "#define \($0.name) \($0.offset)\n" }.joined()
  }

  // MARK: Statements

  /// Sets the rows' states to those of their environments, and the sums of rewards to 0.
  private static func beginning(
    state: [RowTile], total: RowTile, sizes: RolloutProgram.Sizes, form: RowForm
  ) -> String {
    let loads = state.enumerated().map { index, tile in
      form.load(tile, from: "state\(index)", row: "ROW_NUMBER(row) / \(sizes.candidates)")
    }
    return loads.joined() + "EACH_UNIT(row, \(form.rows)) store_tile(0, \(total.row("row")));\n"
  }

  /// Writes mean + deviation · noise, clipped to the bounds, to the tile and to the array from which the best
  /// are selected.
  private static func emitActions(to code: RowEmission, sizes: RolloutProgram.Sizes, draws: Bool) {
    let tile = code.inputs["action"]!
    let noise = code.numbers(like: tile, from: "noise0", draws: draws)
    code.eachVector(of: tile, "planning_sample") { row, _, channel in
      """
      const int own = step * \(sizes.environments) + ROW_NUMBER(\(row)) / \(sizes.candidates), n = \(sizes.dimensions) - \(channel);
      floatv center = load_part(mean + (size_t)own * \(sizes.dimensions) + \(channel), n, 0);
      floatv scale = load_part(deviation + (size_t)own * \(sizes.dimensions) + \(channel), n, 0);
      floatv least = load_part(low + \(channel), n, 0), most = load_part(high + \(channel), n, 0);
      floatv value = center + scale * \(noise(row, channel));
      value = SELECT(value < least, least, value);
      value = SELECT(value > most, most, value);
      store_tile(value, \(tile.row(row)) + \(channel));
      if (EXISTS(\(row))) store_part(value, actions + ((size_t)step * ROWS + first_row + \(row)) * \(sizes.dimensions) + \(channel), n);
      """
    }
  }

  // MARK: The kernel

  func kernel(isLocal: Bool) -> Program {
    func indent(_ text: String) -> String {
      text.split(separator: "\n").map { "  \($0)\n" }.joined()
    }
    let text = """
      \(definitions)
      KERNEL void plan_rollout(\(parameterList(isLocal: isLocal))) {
      \(code.beginning(draws: draws))
      \(indent(beginning))  ROW_BARRIER;
        for (int step = 0; step < \(sizes.steps); step++) {
      \(indent(code.text))  }
        EACH_UNIT(row, \(code.form.rows)) {
          if (EXISTS(row)) returns[first_row + row] = *\(total.row("row"));
        }
      }

      """
    return code.kernel(text, rows: sizes.rows, tileCount: tileCount, isLocal: isLocal)
  }

  private func parameterList(isLocal: Bool) -> String {
    let read = ["parameters", "mean", "deviation", "low", "high"] + state.indices.map { "state\($0)" }
    let numbers = (0...noise.count).map { "noise\($0)" }
    var list = (read + (draws ? [] : numbers)).map { "GLOBAL const float* \($0)" }
    list += ["GLOBAL float* actions", "GLOBAL float* returns"]
    if !isLocal { list.append("GLOBAL float* spill") }
    if draws { list += code.drawParameters(numbers) }
    return list.joined(separator: ", ")
  }
}
