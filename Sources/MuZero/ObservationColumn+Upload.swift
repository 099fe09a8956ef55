import Device
import Networks
import Replay
import Tensors

/// Rows of observations as an executable's input. They are as environments give them: vectors, or images with their
/// channels last.
extension ObservationColumn {
  /// Sets the input "observation" of `executable` to the rows with these numbers, each of `size` elements, at the queue's
  /// turn.
  func upload(
    _ rows: UnsafeBufferPointer<Int32>, size: Int, of configuration: MuZeroNetworkConfiguration,
    to executable: BoundedExecutable, queue: any Queue
  ) throws {
    let last = Int(rows.max() ?? 0)
    precondition((last + 1) * size <= count, "no observation of tree \(last) among \(count / size)")
    var chosen = ObservationColumn(element, count: rows.count * size)
    for (place, row) in rows.enumerated() {
      chosen.replaceRows(place..<place + 1, size: size, with: self, from: Int(row))
    }
    switch chosen.forNetwork(configuration) {
    case .numbers(let values): try executable.upload(values, to: "observation", queue: queue)
    case .bytes(let values): try executable.upload(values, to: "observation", queue: queue)
    }
  }

  /// The elements as a network takes them: bytes become numbers where it takes numbers.
  func forNetwork(_ configuration: MuZeroNetworkConfiguration) -> ObservationColumn {
    switch self {
    case .numbers:
      precondition(configuration.observationFactor == nil, "numbers for a network that takes bytes")
      return self
    case .bytes(let values):
      return configuration.observationFactor == nil ? .numbers(values.map(Float.init)) : self
    }
  }
}
