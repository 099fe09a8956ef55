import Environments

/// Observations of one kind, one behind the other: [rows, size], in the environment's layout.
package enum ObservationColumn: Sendable, Equatable {
  case numbers([Float])
  case bytes([UInt8])

  /// No observations of a kind.
  package init(_ element: EnvironmentSpecification.Observations.Element) {
    switch element {
    case .float32: self = .numbers([])
    case .uint8: self = .bytes([])
    }
  }

  /// Zeros.
  package init(_ element: EnvironmentSpecification.Observations.Element, count: Int) {
    switch element {
    case .float32: self = .numbers([Float](repeating: 0, count: count))
    case .uint8: self = .bytes([UInt8](repeating: 0, count: count))
    }
  }

  /// What the elements are.
  package var element: EnvironmentSpecification.Observations.Element {
    switch self {
    case .numbers: .float32
    case .bytes: .uint8
    }
  }

  /// How many elements there are in all.
  package var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .bytes(let values): values.count
    }
  }

  /// How much memory the elements take.
  package var byteCount: Int {
    switch self {
    case .numbers(let values): values.count * MemoryLayout<Float>.stride
    case .bytes(let values): values.count
    }
  }

  /// Calls `body` with the numbers, in place. Those of bytes are a mistake.
  mutating func withNumbers(_ body: (inout [Float]) -> Void) {
    guard case .numbers(var values) = self else { preconditionFailure("bytes, where numbers are expected") }
    // The array has one owner while it changes, or it would be copied.
    self = .numbers([])
    body(&values)
    self = .numbers(values)
  }

  /// Calls `body` with the bytes, in place. Those of numbers are a mistake.
  mutating func withBytes(_ body: (inout [UInt8]) -> Void) {
    guard case .bytes(var values) = self else { preconditionFailure("numbers, where bytes are expected") }
    self = .bytes([])
    body(&values)
    self = .bytes(values)
  }

  /// Adds a row, which must be of the same kind.
  package mutating func append(_ observation: Observation) {
    switch observation {
    case .numbers(let row): withNumbers { $0 += row }
    case .bytes(let row): withBytes { $0 += row }
    }
  }

  /// Writes row `source` of `column`, which must be of the same kind, as row `row`, both of `size` elements.
  mutating func copyRow(_ source: Int, of column: ObservationColumn, to row: Int, size: Int) {
    precondition((row + 1) * size <= count, "row \(row) of \(size) elements, in \(count) elements")
    precondition(
      (source + 1) * size <= column.count, "row \(source) of \(size) elements, of \(column.count) elements")
    switch column {
    case .numbers(let rows): withNumbers { Self.copyRow(source, of: rows, to: row, of: &$0, size) }
    case .bytes(let rows): withBytes { Self.copyRow(source, of: rows, to: row, of: &$0, size) }
    }
  }

  private static func copyRow<Element: BitwiseCopyable>(
    _ source: Int, of rows: [Element], to row: Int, of values: inout [Element], _ size: Int
  ) {
    rows.withUnsafeBufferPointer { rows in
      values.withUnsafeMutableBufferPointer { values in
        guard let input = rows.baseAddress, let output = values.baseAddress else { return }
        (output + row * size).update(from: input + source * size, count: size)
      }
    }
  }

  /// Copies rows of another column of the same kind, from its row `first` on, to the place of `rows`; each has `size`
  /// elements.
  package mutating func replaceRows(
    _ rows: Range<Int>, size: Int, with other: ObservationColumn, from first: Int
  ) {
    func replace<Element>(_ values: inout [Element], _ source: [Element]) {
      values.withUnsafeMutableBufferPointer { values in
        source.withUnsafeBufferPointer { source in
          let place = UnsafeMutableBufferPointer(
            rebasing: values[rows.lowerBound * size..<rows.upperBound * size])
          _ = place.update(fromContentsOf: source[first * size..<(first + rows.count) * size])
        }
      }
    }
    switch (self, other) {
    case (.numbers(var values), .numbers(let source)):
      self = .numbers([])
      replace(&values, source)
      self = .numbers(values)
    case (.bytes(var values), .bytes(let source)):
      self = .bytes([])
      replace(&values, source)
      self = .bytes(values)
    default: preconditionFailure("rows of \(other.element) in a column of \(element)")
    }
  }

  /// The elements of a range, in memory of their own.
  func elements(_ range: Range<Int>) -> ObservationColumn {
    switch self {
    case .numbers(let values): .numbers(Array(values[range]))
    case .bytes(let values): .bytes(Array(values[range]))
    }
  }

  /// Makes the column one of `element` with `count` elements, whose values are undefined where it was not; memory that
  /// fits is kept.
  mutating func resize(to count: Int, of element: EnvironmentSpecification.Observations.Element) {
    guard self.count != count || self.element != element else { return }
    switch element {
    case .float32: self = .numbers([Float](repeating: 0, count: count))
    case .uint8: self = .bytes([UInt8](repeating: 0, count: count))
    }
  }
}
