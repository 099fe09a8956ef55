import Operations

/// The parameters that a row program reads, one after the other in one block.
struct RowParameters {
  private enum Entry: Hashable {
    /// Rows of a parameter, or of its transpose, which are still to be padded.
    case rows(Value, isTransposed: Bool)
    /// An array as it is.
    case array(Value)
  }

  private var entries: [Entry] = []
  private var offsets: [Entry: Int] = [:]
  private var count = 0

  /// Where rows of a parameter lie, in numbers, each of `Packing.padded(columns)`.
  mutating func pack(_ tensor: Tensor, isTransposed: Bool) -> Int {
    place(
      .rows(tensor.value, isTransposed: isTransposed),
      count: PackParameters.count(tensor.type, isTransposed: isTransposed))
  }

  /// Where an array lies, in numbers: as it is, a multiple of a vector long.
  mutating func place(_ array: Tensor) -> Int { place(.array(array.value), count: array.count) }

  private mutating func place(_ entry: Entry, count added: Int) -> Int {
    if let known = offsets[entry] { return known }
    let offset = count
    entries.append(entry)
    offsets[entry] = offset
    count += added
    return offset
  }

  /// The block, in the graph of what it is made of.
  func tensor(in graph: Graph) -> Tensor {
    if entries.isEmpty { return graph.zeros([1]) }
    var (pieces, rows): ([Tensor], [(value: Value, isTransposed: Bool)]) = ([], [])
    func padRows() {
      if rows.isEmpty { return }
      let inputs = rows.map { Tensor(graph: graph, value: $0.value) }
      pieces.append(graph.add(PackParameters(areTransposed: rows.map(\.isTransposed)), inputs)[0])
      rows = []
    }
    for entry in entries {
      switch entry {
      case .rows(let value, let isTransposed): rows.append((value, isTransposed))
      case .array(let value):
        padRows()
        pieces.append(Tensor(graph: graph, value: value))
      }
    }
    padRows()
    return .concatenate(pieces, axis: 0)
  }
}
