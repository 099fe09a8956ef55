enum GoTextHandicap {
  /// The points of `fixed_handicap` as in the protocol, for two to four stones, or up to nine on odd boards
  /// from 9 × 9 on; nil if there are not as many.
  static func fixed(_ count: Int, size: Int) -> [Int]? {
    guard count >= 2, count <= maximum(size: size) else { return nil }
    let edge = size < 13 ? 2 : 3
    let (low, middle, high) = (edge, size / 2, size - 1 - edge)
    // Columns from the left, rows from the bottom.
    let corners = [(low, low), (high, high), (low, high), (high, low)]
    let sides = [(low, middle), (high, middle), (middle, low), (middle, high)]
    let center = [(middle, middle)]
    let places =
      switch count {
      case 2...4: Array(corners.prefix(count))
      case 5: corners + center
      case 6: corners + sides.prefix(2)
      case 7: corners + sides.prefix(2) + center
      case 8: corners + sides
      default: corners + sides + center
      }
    return places.map { column, row in (size - 1 - row) * size + column }
  }

  /// The number of stones that have a fixed place; 1 if none has.
  private static func maximum(size: Int) -> Int { size < 7 ? 1 : size == 7 || size % 2 == 0 ? 4 : 9 }

  /// At most `count` points for `place_free_handicap`: the fixed ones, then every other point off the edge,
  /// from the center outward.
  static func free(_ count: Int, size: Int) -> [Int] {
    let start = fixed(min(count, maximum(size: size)), size: size) ?? []
    let inner = (0..<size * size).filter { point in
      let (row, column) = (point / size, point % size)
      let isInside = (1..<size - 1).contains(row) && (1..<size - 1).contains(column)
      return isInside && (row + column) % 2 == 0 && !start.contains(point)
    }
    func distance(_ point: Int) -> Int {
      let (row, column) = (2 * (point / size) - size + 1, 2 * (point % size) - size + 1)
      return row * row + column * column
    }
    let others = inner.sorted { (distance($0), $0) < (distance($1), $1) }
    return Array((start + others).prefix(count))
  }
}
