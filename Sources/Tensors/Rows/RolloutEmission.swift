import Device
import Operations

/// The making of a rollout's kernel.
struct RolloutEmission {
  let code: RowEmission
  let tileCount: Int
  let noise: [(name: String, count: Int)]
  private let sizes: RolloutProgram.Sizes
  private let draws: Bool
  private let definitions: String
  private let state: [RowTile]
  private let total: RowTile
  /// What is done before the first step.
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
      Self.emitNoise(drawn.name, parameter: "noise\(index + 1)", to: code, draws: draws)
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
      code.eachVector(of: tile, "carry") { row, pixel, channel in
        "store_tile(load_tile(\(next.row(row)) + \(pixel) * \(next.stride) + \(channel)), \(tile.row(row)) + \(pixel) * \(tile.stride) + \(channel));"
      }
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

  /// The rows' states, from those of their environments, and sums of nothing.
  private static func beginning(
    state: [RowTile], total: RowTile, sizes: RolloutProgram.Sizes, form: RowForm
  ) -> String {
    let loads = state.enumerated().map { index, tile in
      let vectors = tile.channels.divided(by: form.width)
      return """
        EACH_UNIT(unit, \(form.rows * tile.pixels * vectors)) {
          const int channel = unit % \(vectors) * \(form.width), pixel = unit / \(vectors) % \(tile.pixels), row = unit / \(vectors * tile.pixels);
          GLOBAL const float* source = state\(index) + (size_t)(ROW_NUMBER(row) / \(sizes.candidates)) * \(tile.count) + pixel * \(tile.channels) + channel;
          store_tile(load_part(source, \(tile.channels) - channel, 0), \(tile.row("row")) + pixel * \(tile.stride) + channel);
        }

        """
    }
    return loads.joined() + "EACH_UNIT(row, \(form.rows)) store_tile(0, \(total.row("row")));\n"
  }

  /// mean + deviation · noise within the bounds, into the tile and into what the best are taken from.
  private static func emitActions(to code: RowEmission, sizes: RolloutProgram.Sizes, draws: Bool) {
    let tile = code.inputs["action"]!
    let noise = emitNumbers(tile, parameter: "noise0", to: code, draws: draws)
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

  private static func emitNoise(_ name: String, parameter: String, to code: RowEmission, draws: Bool) {
    let tile = code.inputs[name]!
    let noise = emitNumbers(tile, parameter: parameter, to: code, draws: draws)
    code.eachVector(of: tile, name) { row, _, channel in
      "store_tile(\(noise(row, channel)), \(tile.row(row)) + \(channel));"
    }
  }

  /// An expression for a vector of a row's numbers, which are drawn here where they are not given: those of the whole tile,
  /// one after another, as an array [steps, rows, channels] has them.
  private static func emitNumbers(_ tile: RowTile, parameter: String, to code: RowEmission, draws: Bool)
    -> (_ row: String, _ channel: String) -> String
  {
    let channels = tile.channels
    guard draws else {
      return { row, channel in
        "load_part(\(parameter) + ((size_t)step * ROWS + ROW_NUMBER(\(row))) * \(channels) + \(channel), \(channels) - \(channel), 0)"
      }
    }
    // The first number may be the last one of its block.
    let blocks = (code.form.rows * channels + 3).divided(by: 4)
    let numbers = code.makeScratch((blocks.divided(by: code.form.width) * 4 + 1) * code.form.width)
    let first = "((uint)(step * ROWS + first_row) * \(channels))"
    code.add("random_normal", "DRAW_NORMAL(tile + \(numbers), \(first) / 4, \(blocks), \(parameter))")
    return { row, channel in
      "load_tile_at(tile + \(numbers) + (\(first) & 3) + \(row) * \(channels) + \(channel))"
    }
  }

  // MARK: The kernel

  func kernel(isLocal: Bool) -> Program {
    var macros = [
      "WIDTH": "\(code.form.width)", "GROUP": "\(code.form.group)", "TILE_COUNT": "\(tileCount)",
      "ROWS": "\(sizes.rows)",
    ]
    if !isLocal { macros["TILE_GLOBAL"] = "1" }
    func indent(_ text: String) -> String {
      text.split(separator: "\n").map { "  \($0)\n" }.joined()
    }
    let text = """
      \(definitions)
      KERNEL void plan_rollout(\(parameterList(isLocal: isLocal))) {
        TILE_MEMORY
        \(code.text.contains("scratch") ? "TEAM_SCRATCH(scratch);" : "")
        const int first_row = (int)get_group_id(0) * \(code.form.rows);
        \(draws ? "const uint2 now = (uint2)(number_of_step[0], number_of_step[1]), key = (uint2)(key_low, key_high);" : "")
      \(indent(beginning))  ROW_BARRIER;
        for (int step = 0; step < \(sizes.steps); step++) {
      \(indent(code.text))  }
        EACH_UNIT(row, \(code.form.rows)) {
          if (EXISTS(row)) returns[first_row + row] = *\(total.row("row"));
        }
      }

      """
    return Program(RowProgram.files + ["random_numbers", "rollout"], macros: macros, text: text)
  }

  private func parameterList(isLocal: Bool) -> String {
    let read = ["parameters", "mean", "deviation", "low", "high"] + state.indices.map { "state\($0)" }
    let numbers = (0...noise.count).map { "noise\($0)" }
    var list = (read + (draws ? [] : numbers)).map { "GLOBAL const float* \($0)" }
    list += ["GLOBAL float* actions", "GLOBAL float* returns"]
    if !isLocal { list.append("GLOBAL float* spill") }
    if draws {
      list += ["GLOBAL const uint* number_of_step", "uint key_low", "uint key_high"]
      list += numbers.map { "uint \($0)" }
    }
    return list.joined(separator: ", ")
  }
}
