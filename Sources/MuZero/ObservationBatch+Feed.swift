import Networks
import Replay
import Tensors

/// Rows of observations as an executable's input, in the environments' layout: vectors, or images with
/// channels last.
extension ObservationBatch {
  /// Writes the rows with these indices, of `size` elements each, to the input "observation" of
  /// `configuration`'s network.
  func write(
    _ rows: some RandomAccessCollection<Int>, size: Int, to feed: Feed,
    of configuration: MuZeroNetworkConfiguration
  ) {
    let last = rows.max() ?? 0
    precondition((last + 1) * size <= count, "no observation of row \(last) among \(count / size)")
    func write<Source, Target: BitwiseCopyable>(
      _ source: [Source], as type: Target.Type,
      _ copy: (UnsafeMutableBufferPointer<Target>, Slice<UnsafeBufferPointer<Source>>) -> Void
    ) {
      feed.write("observation", of: type) { target in
        source.withUnsafeBufferPointer { source in
          for (place, row) in rows.enumerated() {
            copy(
              UnsafeMutableBufferPointer(rebasing: target[place * size..<(place + 1) * size]),
              source[row * size..<(row + 1) * size])
          }
        }
        let rest = UnsafeMutableBufferPointer(rebasing: target[(rows.count * size)...])
        UnsafeMutableRawBufferPointer(rest).initializeMemory(as: UInt8.self, repeating: 0)
      }
    }
    switch (self, configuration.observationFactor) {
    case (.numbers(let values), nil): write(values, as: Float.self) { _ = $0.update(fromContentsOf: $1) }
    case (.numbers, _): preconditionFailure("numbers for a network that takes bytes")
    case (.bytes(let values), nil):
      write(values, as: Float.self) { target, source in
        for (place, byte) in source.enumerated() { target[place] = Float(byte) }
      }
    case (.bytes(let values), _): write(values, as: UInt8.self) { _ = $0.update(fromContentsOf: $1) }
    }
  }

  /// Writes the rows of one part of a batch to the input "observation".
  func write(to feed: TrainingFeed, of configuration: MuZeroNetworkConfiguration) {
    let size = configuration.observationShape.reduce(1, *)
    write(feed.part.rows(of: count / size), size: size, to: feed.feed, of: configuration)
  }
}
