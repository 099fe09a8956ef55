import Environments

/// Observations of one kind, one behind the other: [rows, size], in the environment's layout.
package enum ObservationBatch: Sendable, Equatable {
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

  /// Copies rows of another batch of the same kind, from its row `first` on, to the place of `rows`; each has `size`
  /// elements.
  package mutating func replaceRows(
    _ rows: Range<Int>, size: Int, with other: ObservationBatch, from first: Int
  ) {
    precondition(
      rows.upperBound * size <= count && (first + rows.count) * size <= other.count,
      "rows \(rows) of \(size) elements in \(count), from row \(first) of \(other.count)")
    func replace<Element>(_ values: inout [Element], _ source: [Element]) {
      values.withUnsafeMutableBufferPointer { values in
        source.withUnsafeBufferPointer { source in
          let place = UnsafeMutableBufferPointer(
            rebasing: values[rows.lowerBound * size..<rows.upperBound * size])
          _ = place.update(fromContentsOf: source[first * size..<(first + rows.count) * size])
        }
      }
    }
    switch other {
    case .numbers(let source): withNumbers { replace(&$0, source) }
    case .bytes(let source): withBytes { replace(&$0, source) }
    }
  }

  /// The elements of a range, in memory of their own.
  func elements(_ range: Range<Int>) -> ObservationBatch {
    switch self {
    case .numbers(let values): .numbers(Array(values[range]))
    case .bytes(let values): .bytes(Array(values[range]))
    }
  }

  /// Makes the batch one of `element` with `count` elements, whose values are undefined where it was not; memory that
  /// fits is kept.
  mutating func resize(to count: Int, of element: EnvironmentSpecification.Observations.Element) {
    guard self.count != count || self.element != element else { return }
    self = ObservationBatch(element, count: count)
  }
}
