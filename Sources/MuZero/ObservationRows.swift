import Device
import Networks
import Operations
import Tensors

/// Observations one after the other, as environments give them: vectors, or images with their channels last.
package enum ObservationRows: Sendable {
  case numbers([Float])
  case bytes([UInt8])

  package var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .bytes(let values): values.count
    }
  }

  /// Sets the input "observation" of `executable` to the rows with these numbers, at the queue's turn. Bytes become numbers
  /// where the network takes numbers.
  func upload(
    _ rows: UnsafeBufferPointer<Int32>, of configuration: MuZeroNetworkConfiguration,
    to executable: BoundedExecutable, queue: any Queue
  ) throws {
    let size = configuration.observationShape.product
    let last = Int(rows.max() ?? 0)
    precondition((last + 1) * size <= count, "no observation of tree \(last) among \(count / size)")
    switch self {
    case .numbers(let values):
      precondition(configuration.observationFactor == nil, "numbers for a network that takes bytes")
      try executable.upload(rows.flatMap { Self.row($0, of: values, size) }, to: "observation", queue: queue)
    case .bytes(let values):
      let chosen = rows.flatMap { Self.row($0, of: values, size) }
      if configuration.observationFactor == nil {
        try executable.upload(chosen.map(Float.init), to: "observation", queue: queue)
      } else {
        try executable.upload(chosen, to: "observation", queue: queue)
      }
    }
  }

  private static func row<Element>(_ row: Int32, of values: [Element], _ size: Int) -> ArraySlice<Element> {
    values[Int(row) * size..<(Int(row) + 1) * size]
  }
}
