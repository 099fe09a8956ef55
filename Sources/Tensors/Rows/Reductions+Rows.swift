import Operations

extension MinMaxScaling: RowOperation {
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    let input = try code.tile(node.inputs[0], of: name)
    let output = try code.makeTile(node.outputs[0])
    let statistics = code.isUsed(node.outputs[1]) ? try code.makeTile(node.outputs[1]) : nil
    let range = code.vectors(of: input) { pixel, channel, last in
      let place = "x + \(pixel) * \(input.stride) + \(channel)"
      let value =
        last
        ? "SELECT(\(channel) + LANES < \(input.channels), load_tile(\(place)), x[0])" : "load_tile(\(place))"
      return """
        floatv value = \(value);
        lows = SELECT(value < lows, value, lows);
        highs = SELECT(value > highs, value, highs);
        """
    }
    let scaling = code.vectors(of: input) { pixel, channel, _ in
      let value = "(load_tile(x + \(pixel) * \(input.stride) + \(channel)) - low) * scale"
      return "store_tile(\(value), y + \(pixel) * \(output.stride) + \(channel));"
    }
    code.eachRow(of: input, name) { row in
      let keep = statistics.map {
        "if (MEMBER == 0) { \($0.row(row))[0] = low; \($0.row(row))[1] = high; }"
      }
      return """
        floatv lows = INFINITY, highs = -INFINITY;
        \(range)
        float low = group_min(lows, scratch), high = group_max(highs, scratch);
        float scale = 1 / fmax(high - low, \(epsilon.openCLSource));
        TILE float* y = \(output.row(row));
        \(scaling)
        \(keep ?? "")
        """
    }
  }
}

extension MinMaxScalingGradient: RowOperation {
  /// Computes the same as `min_max_backward`.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    try code.checkIsForGPU(name)
    let input = try code.tile(node.inputs[0], of: name)
    let statistics = try code.tile(node.inputs[1], of: name)
    let gradient = try code.operand(node.inputs[2], for: input)
    let output = try code.makeTile(node.outputs[0])
    code.eachRow(of: input, name) { row in
      let given = gradient.source(input, row: row, pixel: "pixel", channel: "channel")
      let sums = code.vectors(of: input) { pixel, channel, _ in
        """
        float value = load_tile(x + \(pixel) * \(input.stride) + \(channel)), dy = \(given);
        int place = \(channel) * \(input.pixels) + \(pixel);
        sum += dy;
        product += dy * (value - low);
        if (value == low) lowest = min(lowest, place);
        if (value == high) highest = min(highest, place);
        """
      }
      let results = code.vectors(of: input) { pixel, channel, _ in
        """
        int place = \(channel) * \(input.pixels) + \(pixel);
        float all = \(given) * scale;
        all += place == low_place ? low_gradient : 0.0f;
        all += place == high_place ? high_gradient : 0.0f;
        store_tile(all, dx + \(pixel) * \(output.stride) + \(channel));
        """
      }
      return """
        float low = \(statistics.row(row))[0], high = \(statistics.row(row))[1], sum = 0, product = 0;
        int lowest = INT_MAX, highest = INT_MAX;
        \(sums)
        float range = high - low, scale = 1 / fmax(range, \(epsilon.openCLSource));
        float high_gradient = -group_sum(product, scratch) * scale * scale;
        if (!(range >= \(epsilon.openCLSource))) high_gradient = 0;
        float low_gradient = -group_sum(sum, scratch) * scale - high_gradient;
        int low_place = group_min_int(lowest, scratch), high_place = group_min_int(highest, scratch);
        TILE float* dx = \(output.row(row));
        \(results)
        """
    }
  }
}

extension SoftmaxOperation: RowOperation {
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    let input = try code.tile(node.inputs[0], of: name)
    guard operation == .softmax, input.pixels == 1 else {
      throw RowFault("\(name) of \(code.graph.type(of: node.inputs[0])) has no row form")
    }
    let output = try code.makeTile(node.outputs[0])
    code.eachRow(of: input, name) { row in
      """
      floatv highs = -INFINITY, sums = 0;
      \(code.vectors(of: input) { _, channel, last in
        "floatv value = \(input.load(channel, last)); highs = SELECT(value > highs, value, highs);"
      })
      float high = group_max(highs, scratch);
      TILE float* y = \(output.row(row));
      \(code.vectors(of: input) { _, channel, last in
        "floatv e = decay(\(input.load(channel, last)) - high); sums += e; store_tile(e, y + \(channel));"
      })
      float scale = 1 / group_sum(sums, scratch);
      \(code.vectors(of: input) { _, channel, _ in
        "store_tile(load_tile(y + \(channel)) * scale, y + \(channel));"
      })
      """
    }
  }
}

extension SupportToScalar: RowOperation {
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    let input = try code.tile(node.inputs[0], of: name)
    guard input.pixels == 1 else {
      throw RowFault("\(name) of \(code.graph.type(of: node.inputs[0])) has no row form")
    }
    let output = try code.makeTile(node.outputs[0])
    code.eachRow(of: input, name) { row in
      """
      floatv highs = -INFINITY, sums = 0, products = 0;
      \(code.vectors(of: input) { _, channel, last in
        "floatv value = \(input.load(channel, last)); highs = SELECT(value > highs, value, highs);"
      })
      float high = group_max(highs, scratch);
      \(code.vectors(of: input) { _, channel, last in
        "floatv e = decay(\(input.load(channel, last)) - high); sums += e; products += e * convert_floatv(\(channel) - \(input.channels / 2) + LANES);"
      })
      float sum = group_sum(sums, scratch), product = group_sum(products, scratch);
      if (MEMBER == 0) store_tile(inverse_transform((floatv)(product * (1 / sum)), \(epsilon.openCLSource)), \(output.row(row)));
      """
    }
  }
}

extension Sum: RowOperation {
  /// Sums over a whole row.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    let input = try code.tile(node.inputs[0], of: name)
    guard axes == Array(code.graph.type(of: node.inputs[0]).shape.indices.dropFirst()), !axes.isEmpty else {
      throw RowFault("\(name) over axes \(axes) has no row form")
    }
    let output = try code.makeTile(node.outputs[0])
    code.eachRow(of: input, name) { row in
      """
      floatv sums = 0;
      \(code.vectors(of: input) { pixel, channel, last in
        let place = "x + \(pixel) * \(input.stride)"
        return "sums += \(last ? "load_columns(\(place), \(channel), \(input.channels), 0)" : "load_tile(\(place) + \(channel))");"
      })
      float sum = group_sum(sums, scratch);
      if (MEMBER == 0) store_tile((floatv)(sum * \(scale.openCLSource)), \(output.row(row)));
      """
    }
  }
}

extension RowTile {
  /// A vector of a row `x` of one pixel; minus infinity beyond its end.
  fileprivate func load(_ channel: String, _ isLast: Bool) -> String {
    isLast ? "load_columns(x, \(channel), \(channels), -INFINITY)" : "load_tile(x + \(channel))"
  }
}

extension RowEmission {
  /// Adds statements for each row in turn, with the row's address `x` in `tile`. The whole work-group works
  /// on one row.
  ///
  /// Rows with barriers between their parts are unrolled, because PoCL 3.1 miscompiles some loops around
  /// barriers.
  func eachRow(of tile: RowTile, _ comment: String, _ body: (String) -> String) {
    if form.group == 1 {
      add(
        comment,
        """
        for (int row = 0; row < \(form.rows); row++) {
          TILE const float* x = \(tile.row("row"));
          \(body("row"))
        }
        """)
      return
    }
    let rows = (0..<form.rows).map { "{\n  TILE const float* x = \(tile.row("\($0)"));\n\(body("\($0)"))\n}" }
    add(comment, rows.joined(separator: "\n"))
  }

  /// A loop over the vectors of a row. The last vector of a pixel, which may extend beyond its end, is
  /// separate.
  func vectors(
    of tile: RowTile, _ body: (_ pixel: String, _ channel: String, _ isLast: Bool) -> String
  )
    -> String
  {
    if form.width == 1 {
      return """
        for (int i = MEMBER; i < \(tile.count); i += GROUP) {
          const int pixel = i / \(tile.channels), channel = i % \(tile.channels);
          \(body("pixel", "channel", false))
        }
        """
    }
    let whole = tile.channels / form.width * form.width
    let end =
      whole < tile.channels ? "{ const int channel = \(whole); \(body("pixel", "channel", true)) }" : ""
    return """
      for (int pixel = 0; pixel < \(tile.pixels); pixel++) {
        for (int channel = 0; channel < \(whole); channel += \(form.width)) { \(body("pixel", "channel", false)) }
        \(end)
      }
      """
  }
}
