import Randomness

/// The stones on a Go board: placing, capturing, and areas. It does not know turns or repetition.
///
/// Points are cells of an array with a border around them, so that every point has four neighbors in it.
struct GoBoard: Sendable {
  /// The content of a cell: nothing, a stone of a player (player + 1), or the border.
  static let empty: UInt8 = 0
  static let border: UInt8 = 3

  /// Random numbers by player · cells of the largest board + cell. A position's hash is the exclusive or of
  /// its stones' numbers.
  private static let hashes: [SIMD2<UInt64>] = {
    var random = RandomStream(0x60)
    return (0..<2 * maximumCells).map { _ in SIMD2(random.next(), random.next()) }
  }()
  private static let maximumCells = 21 * 20 + 1

  let size: Int
  /// The distance from a cell to the one below it. The border at the right of a row is also that at the left
  /// of the next.
  let stride: Int

  private(set) var cells: [UInt8]
  /// A hash of the stones and their places, in 128 bits. A game of a thousand positions contains two
  /// different ones with the same hash with a probability of 10⁻³³, so equal hashes are taken for equal
  /// positions.
  private(set) var hash = SIMD2<UInt64>()

  init(size: Int) {
    self.size = size
    stride = size + 1
    cells = Array(repeating: Self.border, count: (size + 2) * stride + 1)
    for point in 0..<size * size { cells[cell(of: point)] = Self.empty }
  }

  /// The cell of a point: row · size + column.
  func cell(of point: Int) -> Int { (point / size + 1) * stride + point % size + 1 }

  /// The four cells beside a cell.
  private func neighbours(of cell: Int) -> SIMD4<Int> {
    SIMD4(cell - stride, cell - 1, cell + 1, cell + stride)
  }

  /// Visits the empty points in ascending order, with their cells, and whether a point beside them is empty,
  /// too.
  func forEachEmptyPoint(_ visit: (_ point: Int, _ cell: Int, _ isOpen: Bool) -> Void) {
    cells.withUnsafeBufferPointer { cells in
      for row in 0..<size {
        let first = (row + 1) * stride + 1
        for column in 0..<size where cells[first + column] == Self.empty {
          let cell = first + column
          let isOpen =
            cells[cell - stride] == Self.empty || cells[cell - 1] == Self.empty
            || cells[cell + 1] == Self.empty || cells[cell + stride] == Self.empty
          visit(row * size + column, cell, isOpen)
        }
      }
    }
  }

  /// Whether a stone of a player has a liberty on an empty cell, after its captures.
  func canPlace(at cell: Int, player: Int) -> Bool {
    let neighbours = neighbours(of: cell)
    for index in neighbours.indices where cells[neighbours[index]] == Self.empty { return true }
    for index in neighbours.indices {
      let neighbour = neighbours[index]
      guard cells[neighbour] != Self.border else { continue }
      let isOwn = cells[neighbour] == UInt8(player + 1)
      if isOwn == hasLiberty(groupOf: neighbour, besides: cell) { return true }
    }
    return false
  }

  /// Places a stone where it has a liberty, and removes the stones that it captures.
  mutating func place(at cell: Int, player: Int) {
    cells[cell] = UInt8(player + 1)
    hash ^= Self.hashes[player * Self.maximumCells + cell]
    let neighbours = neighbours(of: cell)
    for index in neighbours.indices {
      let neighbour = neighbours[index]
      guard cells[neighbour] == UInt8(2 - player), !hasLiberty(groupOf: neighbour, besides: cell) else {
        continue
      }
      remove(groupOf: neighbour)
    }
  }

  /// Whether the group of the stone on a cell has a liberty other than `excluded`.
  private func hasLiberty(groupOf start: Int, besides excluded: Int) -> Bool {
    cells.withUnsafeBufferPointer { Self.hasLiberty($0, stride: stride, start, besides: excluded) }
  }

  private static func hasLiberty(
    _ cells: UnsafeBufferPointer<UInt8>, stride: Int, _ start: Int, besides excluded: Int
  ) -> Bool {
    let color = cells[start]
    return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 2 * cells.count) { scratch in
      scratch.initialize(repeating: 0)
      // The first half marks the cells that were seen, the second holds the stones whose neighbors are yet to
      // be visited.
      var waiting = cells.count
      scratch[waiting] = UInt16(start)
      scratch[start] = 1
      waiting += 1
      while waiting > cells.count {
        waiting -= 1
        let cell = Int(scratch[waiting])
        let neighbours = SIMD4(cell - stride, cell - 1, cell + 1, cell + stride)
        for index in 0..<4 {
          let neighbour = neighbours[index]
          if cells[neighbour] == empty, neighbour != excluded { return true }
          guard cells[neighbour] == color, scratch[neighbour] == 0 else { continue }
          scratch[neighbour] = 1
          scratch[waiting] = UInt16(neighbour)
          waiting += 1
        }
      }
      return false
    }
  }

  private mutating func remove(groupOf start: Int) {
    let color = cells[start]
    let first = (Int(color) - 1) * Self.maximumCells
    var waiting = [start]
    cells[start] = Self.empty
    while let cell = waiting.popLast() {
      hash ^= Self.hashes[first + cell]
      let neighbours = neighbours(of: cell)
      for index in neighbours.indices where cells[neighbours[index]] == color {
        cells[neighbours[index]] = Self.empty
        waiting.append(neighbours[index])
      }
    }
  }

  /// The areas of both players: their stones, and the empty points from which only their stones can be
  /// reached.
  var areas: (first: Int, second: Int) {
    var areas = [0, 0]
    var isSeen = [Bool](repeating: false, count: cells.count)
    for start in cells.indices where !isSeen[start] && cells[start] != Self.border {
      if cells[start] != Self.empty {
        areas[Int(cells[start]) - 1] += 1
        continue
      }
      var (points, borders, waiting) = (0, UInt8(0), [start])
      isSeen[start] = true
      while let cell = waiting.popLast() {
        points += 1
        let neighbours = neighbours(of: cell)
        for index in neighbours.indices {
          let neighbour = neighbours[index]
          if cells[neighbour] == Self.empty {
            guard !isSeen[neighbour] else { continue }
            isSeen[neighbour] = true
            waiting.append(neighbour)
          } else if cells[neighbour] != Self.border {
            borders |= cells[neighbour]
          }
        }
      }
      if borders == 1 || borders == 2 { areas[Int(borders) - 1] += points }
    }
    return (areas[0], areas[1])
  }
}
