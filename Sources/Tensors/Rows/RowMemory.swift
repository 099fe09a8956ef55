import Operations

/// The memory of a tile: which arrays are alive when, and where each lies.
struct RowMemory {
  private struct Array {
    let name: String
    let count: Int
    let first: Int
    var last: Int
  }

  /// The alignment of arrays, in numbers.
  private static let alignment = 16

  /// The node that is being emitted.
  var now = 0
  private var arrays: [Array] = []
  private var places: [String: Int] = [:]

  /// Adds an array that is written by the current node, and last read by node `last`.
  mutating func add(_ name: String, count: Int, until last: Int) {
    places[name] = arrays.count
    arrays.append(Array(name: name, count: count, first: now, last: max(now, last)))
  }

  /// Notes that node `last` reads the array, too.
  mutating func use(_ name: String, until last: Int) {
    let place = places[name]!
    arrays[place].last = max(arrays[place].last, last, now)
  }

  /// The offsets by name, in numbers, and the number of all elements, including room for a vector that is
  /// read beyond the last array. Arrays that are alive at the same time do not overlap.
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
