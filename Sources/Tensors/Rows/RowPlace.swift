/// Where a row program finds a value.
enum RowPlace {
  /// In the tile's memory.
  case tile(RowTile)
  /// A row of a table of parameters, by an index that each row has: the table [n, ...].
  case gathered(table: Tensor, index: RowIndex)
  /// The same for all rows.
  case parameter(Tensor)
  /// A number.
  case constant(Float)
  /// A table in global memory that rows are read from and written to.
  case table(Variable)
  /// An integer of each row.
  case index(RowIndex)
  /// Bytes of each row in global memory, in the array of an input's name.
  case bytes(String)
}

/// Where an integer of each row is found.
enum RowIndex {
  /// In an input.
  case input(String)
  /// Among floats of the tile.
  case computed(RowTile)

  /// The integer of a row.
  func source(row: String) -> String {
    switch self {
    case .input(let name): "\(name)[\(row)]"
    case .computed(let tile): "(int)*\(tile.row(row))"
    }
  }
}

/// A value in the tile's memory: for each row `pixels` runs of `channels` numbers.
struct RowTile {
  /// The macro that holds its offset, in numbers.
  let name: String
  let pixels: Int
  let channels: Int
  /// From one pixel to the next.
  let stride: Int

  /// From one row to the next.
  var size: Int { pixels * stride }
  var count: Int { pixels * channels }

  /// The address of a row's first number.
  func row(_ row: String) -> String { "(tile + \(name) + (\(row)) * \(size))" }
}
