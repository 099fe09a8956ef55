import Operations

/// Which arrays of a tile are alive when, and where each lies.
struct RowMemory {
  private struct Array {
    let name: String
    let count: Int
    let first: Int
    var last: Int
  }

  /// Arrays begin at multiples of so many numbers.
  private static let alignment = 16

  /// The node that is being emitted.
  var now = 0
  private var arrays: [Array] = []
  private var places: [String: Int] = [:]

  /// An array that is written now, and read by node `last` at last.
  mutating func add(_ name: String, count: Int, until last: Int) {
    places[name] = arrays.count
    arrays.append(Array(name: name, count: count, first: now, last: max(now, last)))
  }

  /// The array is read by node `last`, too.
  mutating func use(_ name: String, until last: Int) {
    let place = places[name]!
    arrays[place].last = max(arrays[place].last, last, now)
  }

  /// Offsets by name, in numbers, and how many there are in all, with room for a vector that is read behind the last array.
  /// Arrays that are alive at once lie apart.
  func layOut() -> (offsets: [(name: String, offset: Int)], count: Int) {
    var placed: [(array: Array, offset: Int)] = []
    for array in arrays.sorted(by: { $0.count > $1.count }) {
      let others = placed.filter { $0.array.first <= array.last && array.first <= $0.array.last }
        .sorted { $0.offset < $1.offset }
      var offset = 0
      for other in others where offset + array.count > other.offset {
        offset = max(offset, Self.aligned(other.offset + other.array.count))
      }
      placed.append((array, offset))
    }
    return (
      placed.map { ($0.array.name, $0.offset) }.sorted { $0.name < $1.name },
      Self.aligned(placed.map { $0.offset + $0.array.count }.max() ?? 0) + Self.alignment
    )
  }

  private static func aligned(_ count: Int) -> Int { count.divided(by: alignment) * alignment }
}
