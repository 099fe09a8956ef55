import Environments

/// Observations of one element type in the environment's layout: [rows, size].
public enum ObservationBatch: Sendable, Equatable {
  case numbers([Float])
  case bytes([UInt8])

  /// An empty batch of this element type.
  package init(_ element: EnvironmentSpecification.Observations.Element) {
    switch element {
    case .float32: self = .numbers([])
    case .uint8: self = .bytes([])
    }
  }

  /// A batch of `count` elements, all 0.
  package init(_ element: EnvironmentSpecification.Observations.Element, count: Int) {
    switch element {
    case .float32: self = .numbers([Float](repeating: 0, count: count))
    case .uint8: self = .bytes([UInt8](repeating: 0, count: count))
    }
  }

  /// The element type.
  public var element: EnvironmentSpecification.Observations.Element {
    switch self {
    case .numbers: .float32
    case .bytes: .uint8
    }
  }

  /// The number of elements of all rows.
  public var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .bytes(let values): values.count
    }
  }

  /// The memory of the elements, in bytes.
  package var byteCount: Int {
    switch self {
    case .numbers(let values): values.count * MemoryLayout<Float>.stride
    case .bytes(let values): values.count
    }
  }

  /// Calls `body` with the numbers in place. The batch must hold numbers.
  mutating func withNumbers(_ body: (inout [Float]) -> Void) {
    guard case .numbers(var values) = self else { preconditionFailure("bytes, where numbers are expected") }
    // While the array changes it must have a single owner, or it would be copied.
    self = .numbers([])
    body(&values)
    self = .numbers(values)
  }

  /// Calls `body` with the bytes in place. The batch must hold bytes.
  mutating func withBytes(_ body: (inout [UInt8]) -> Void) {
    guard case .bytes(var values) = self else { preconditionFailure("numbers, where bytes are expected") }
    self = .bytes([])
    body(&values)
    self = .bytes(values)
  }

  /// Appends a row, which must have the same element type.
  package mutating func append(_ observation: Observation) {
    switch observation {
    case .numbers(let row): withNumbers { $0 += row }
    case .bytes(let row): withBytes { $0 += row }
    }
  }

  /// Copies rows from another batch of the same element type, from its row `first` on, to `rows`. Each row
  /// has `size` elements.
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

  func elements(_ range: Range<Int>) -> ObservationBatch {
    switch self {
    case .numbers(let values): .numbers(Array(values[range]))
    case .bytes(let values): .bytes(Array(values[range]))
    }
  }

  /// Makes this a batch of `count` elements of type `element`. Their values are undefined if the size or the
  /// type changes.
  mutating func resize(to count: Int, of element: EnvironmentSpecification.Observations.Element) {
    guard self.count != count || self.element != element else { return }
    self = ObservationBatch(element, count: count)
  }
}
