extension RowForm {
  /// Statements that load a tile from an array of rows in global memory, each from its place `row` there.
  func load(_ tile: RowTile, from array: String, row: String) -> String {
    let vectors = tile.channels.divided(by: width)
    return """
      EACH_UNIT(unit, \(rows * tile.pixels * vectors)) {
        const int channel = unit % \(vectors) * \(width), pixel = unit / \(vectors) % \(tile.pixels), row = unit / \(vectors * tile.pixels);
        GLOBAL const float* source = \(array) + (size_t)(\(row)) * \(tile.count) + pixel * \(tile.channels) + channel;
        store_tile(load_part(source, \(tile.channels) - channel, 0), \(tile.row("row")) + pixel * \(tile.stride) + channel);
      }

      """
  }
}

extension RowEmission {
  /// Standard normal numbers into the given input `name`, drawn or read as `numbers` says.
  func addNumbers(_ name: String, from parameter: String, draws: Bool) {
    let tile = inputs[name]!
    precondition(tile.pixels == 1, "numbers of \(tile.pixels) pixels, where a row of them has one axis")
    let noise = numbers(like: tile, from: parameter, draws: draws)
    eachVector(of: tile, name) { row, _, channel in
      "store_tile(\(noise(row, channel)), \(tile.row(row)) + \(channel));"
    }
  }

  /// An expression for a vector of a row's numbers, as many as `tile` has: of draw `parameter`, which is done here for the
  /// whole tile, as an array [steps, rows, channels] has them; or of such an array `parameter`.
  func numbers(like tile: RowTile, from parameter: String, draws: Bool)
    -> (_ row: String, _ channel: String) -> String
  {
    let channels = tile.channels
    guard draws else {
      return { row, channel in
        "load_part(\(parameter) + ((size_t)step * ROWS + ROW_NUMBER(\(row))) * \(channels) + \(channel), \(channels) - \(channel), 0)"
      }
    }
    // The first number may be the last one of its block.
    let blocks = (form.rows * channels + 3).divided(by: 4)
    let numbers = makeScratch((blocks.divided(by: form.width) * 4 + 1) * form.width)
    let first = "((uint)(step * ROWS + first_row) * \(channels))"
    add("random_normal", "DRAW_NORMAL(tile + \(numbers), \(first) / 4, \(blocks), \(parameter))")
    return { row, channel in
      "load_tile_at(tile + \(numbers) + (\(first) & 3) + \(row) * \(channels) + \(channel))"
    }
  }
}
