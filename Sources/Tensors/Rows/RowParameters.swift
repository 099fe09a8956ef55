import Operations

/// The parameters that a row program reads, one after another in one block.
struct RowParameters {
  private enum Entry: Hashable {
    /// The rows of a parameter, or of its transpose, which are yet to be padded.
    case rows(Value, isTransposed: Bool)
    /// An array that is stored unchanged.
    case array(Value)
  }

  private var entries: [Entry] = []
  private var offsets: [Entry: Int] = [:]
  private var count = 0

  /// The offset of a parameter's rows, in numbers. Each row has `Packing.padded(columns)` numbers.
  mutating func pack(_ tensor: Tensor, isTransposed: Bool) -> Int {
    place(
      .rows(tensor.value, isTransposed: isTransposed),
      count: PackParameters.count(tensor.type, isTransposed: isTransposed))
  }

  /// The offset of an array, in numbers. The array is stored unchanged, and its length must be a multiple of
  /// a vector's.
  mutating func place(_ array: Tensor) -> Int { place(.array(array.value), count: array.count) }

  private mutating func place(_ entry: Entry, count added: Int) -> Int {
    if let known = offsets[entry] { return known }
    let offset = count
    entries.append(entry)
    offsets[entry] = offset
    count += added
    return offset
  }

  /// The block, in the graph of the tensors that it consists of.
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
