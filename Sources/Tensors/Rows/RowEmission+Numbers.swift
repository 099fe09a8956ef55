extension RowForm {
  /// Statements that load a tile from an array of rows in global memory. Row by row, `row` gives the index in
  /// the array.
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

  /// Statements for each vector of a tile, where `at` is its address, from its `row`, `pixel` and `channel`.
  private func each(_ tile: RowTile, _ statement: (_ at: String) -> String) -> String {
    let vectors = tile.channels.divided(by: width)
    return """
      EACH_UNIT(unit, \(rows * tile.pixels * vectors)) {
        const int channel = unit % \(vectors) * \(width), pixel = unit / \(vectors) % \(tile.pixels), row = unit / \(vectors * tile.pixels);
        \(statement("\(tile.row("row")) + pixel * \(tile.stride) + channel"))
      }

      """
  }

  func fill(_ tile: RowTile, _ number: Float) -> String {
    each(tile) { "store_tile((floatv)(\(number.openCLSource)), \($0));" }
  }

  /// Statements that set `count` elements of each existing row of the tile in an array of global memory to
  /// one number.
  func fill(_ array: String, count: Int, _ number: Float) -> String {
    """
    EACH_UNIT(unit, \(rows * count)) {
      if (EXISTS(unit / \(count))) \(array)[(size_t)first_row * \(count) + unit] = \(number.openCLSource);
    }

    """
  }

  /// Statements that copy `tile` to another tile of the same shape.
  func copy(_ tile: RowTile, to other: RowTile) -> String {
    each(tile) {
      "store_tile(load_tile(\($0)), \(other.row("row")) + pixel * \(other.stride) + channel);"
    }
  }

  /// Statements that store the existing rows of a tile to an array in global memory. Row by row, `row` gives
  /// the index in the array.
  func store(_ tile: RowTile, to array: String, row: String) -> String {
    each(tile) { at in
      """
      if (EXISTS(row)) {
          GLOBAL float* target = \(array) + (size_t)(\(row)) * \(tile.count) + pixel * \(tile.channels) + channel;
          store_part(load_tile(\(at)), target, \(tile.channels) - channel);
        }
      """
    }
  }
}

extension RowEmission {
  /// Adds standard normal numbers for the given input `name`, which are drawn or read.
  func addNumbers(_ name: String, from parameter: String, draws: Bool) {
    let tile = inputs[name]!
    precondition(tile.pixels == 1, "numbers of \(tile.pixels) pixels, where a row of them has one axis")
    let noise = numbers(like: tile, from: parameter, draws: draws)
    eachVector(of: tile, name) { row, _, channel in
      "store_tile(\(noise(row, channel)), \(tile.row(row)) + \(channel));"
    }
  }

  /// An expression for a vector of a row's noise, of the same size as `tile`. The noise is either draw
  /// `parameter`, computed here for the whole tile as in an array [steps, rows, channels], or such an array
  /// `parameter`.
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
