/// The place where a row program finds a value.
enum RowPlace {
  /// In the tile's memory.
  case tile(RowTile)
  /// A row of a table of parameters [n, ...], by an index that each row has.
  case gathered(table: Tensor, index: RowIndex)
  /// A tensor that is the same for all rows.
  case parameter(Tensor)
  case constant(Float)
  /// A table in global memory from which rows are read and to which they are written.
  case table(Variable)
  /// An integer for each row.
  case index(RowIndex)
  /// Bytes of each row in global memory, in the array with an input's name.
  case bytes(String)
}

/// The place of an integer of each row.
enum RowIndex {
  /// In an input of this name.
  case input(String)
  /// In the tile, as a float.
  case computed(RowTile)

  /// An expression for the integer of a row.
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
  /// The distance in numbers between adjacent pixels.
  let stride: Int

  /// The distance in numbers between adjacent rows.
  var size: Int { pixels * stride }
  var count: Int { pixels * channels }

  /// An expression for the address of a row's first number.
  func row(_ row: String) -> String { "(tile + \(name) + (\(row)) * \(size))" }
}
