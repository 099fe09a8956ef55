import Operations

/// The way in which a pointwise function in a row program reads an operand beside an element of its result.
enum RowOperand {
  /// The result of the product into which the function is merged.
  case result
  case number(Float)
  /// An array with the result's shape.
  case tile(RowTile)
  /// A number for each row.
  case scalar(RowTile)
  /// A vector of channels that is the same for all pixels of a row.
  case pixel(RowTile)
  /// Offsets in the parameters' block, of a single number and of a vector of channels.
  case parameterScalar(Int)
  case parameterChannels(Int)
  case parameterPixels(Int, stride: Int)
  case gathered(Int, index: RowIndex, stride: Int)

  /// The vector of the operand at this row, pixel and channel of the result, which are expressions.
  func source(_ tile: RowTile, row: String, pixel: String, channel: String) -> String {
    switch self {
    case .result: "result"
    case .number(let number): "(floatv)(\(number.openCLSource))"
    case .tile(let other):
      "load_tile(\(other.row(row)) + (\(pixel)) * \(other.stride) + \(channel))"
    case .scalar(let other): "(floatv)(*\(other.row(row)))"
    case .pixel(let other): "load_tile(\(other.row(row)) + \(channel))"
    case .parameterScalar(let offset): "(floatv)(parameters[\(offset)])"
    case .parameterChannels(let offset): "load_parameter(parameters + \(offset) + \(channel))"
    case .parameterPixels(let offset, let stride):
      "load_parameter(parameters + \(offset) + (\(pixel)) * \(stride) + \(channel))"
    case .gathered(let offset, let index, let stride):
      "load_parameter(parameters + \(offset) + (size_t)(\(index.source(row: row)) * \(tile.pixels) + (\(pixel))) * \(stride) + \(channel))"
    }
  }
}

/// The operations on a result before it is stored, and the place where it is stored.
struct RowEpilogue {
  let tile: RowTile
  let expression: PointwiseExpression?
  let operands: [RowOperand]

  /// A statement that stores `value`, an expression of type floatv, at this row, pixel and channel.
  func store(_ value: String, row: String, pixel: String, channel: String) -> String {
    let target = "\(tile.row(row)) + (\(pixel)) * \(tile.stride) + \(channel)"
    guard let expression else { return "store_tile(\(value), \(target));" }
    let inputs = operands.map { $0.source(tile, row: row, pixel: pixel, channel: channel) }
    let steps = expression.statements(of: inputs, prefix: "x")
    return "{ floatv result = \(value); \(steps.text) store_tile(\(steps.result), \(target)); }"
  }
}
