import Environments

/// The observations of a trajectory in the environment's layout: [rows, size]. Large images are stored
/// separately, so that the pieces of an episode share the images that they have in common; small observations
/// are packed.
package struct ObservationRows: Sendable, Equatable {
  private enum Storage: Sendable {
    case packed(ObservationBatch)
    case frames([Frame])
  }

  /// The smallest size of an image that is stored separately, in bytes.
  private static let minimumFrame = 1024

  /// The number of elements of a row.
  package let size: Int
  private var storage: Storage

  /// An empty list of rows of `size` elements.
  package init(_ element: EnvironmentSpecification.Observations.Element, size: Int) {
    self.size = size
    storage =
      element == .uint8 && size >= Self.minimumFrame ? .frames([]) : .packed(ObservationBatch(element))
  }

  init(_ batch: ObservationBatch, size: Int) {
    self.init(batch.element, size: size)
    guard case .frames = storage, case .bytes(let bytes) = batch else {
      storage = .packed(batch)
      return
    }
    bytes.withUnsafeBufferPointer { bytes in
      storage = .frames(
        stride(from: 0, to: bytes.count, by: size).map {
          Frame(UnsafeBufferPointer(rebasing: bytes[$0..<$0 + size]))
        })
    }
  }

  /// The element type.
  package var element: EnvironmentSpecification.Observations.Element {
    switch storage {
    case .packed(let batch): batch.element
    case .frames: .uint8
    }
  }

  /// The number of rows.
  package var count: Int {
    switch storage {
    case .packed(let batch): batch.count / size
    case .frames(let frames): frames.count
    }
  }

  /// The memory of the elements, in bytes.
  package var byteCount: Int {
    switch storage {
    case .packed(let batch): batch.byteCount
    case .frames(let frames): frames.count * size
    }
  }

  /// Whether pieces of an episode can share rows.
  var isShared: Bool { if case .frames = storage { true } else { false } }

  /// The memory, in bytes, of the images that are not in `seen`, to which it adds them.
  func pictureBytes(besides seen: inout Set<ObjectIdentifier>) -> Int {
    guard case .frames(let frames) = storage else { return 0 }
    return frames.reduce(0) { $0 + (seen.insert(ObjectIdentifier($1)).inserted ? size : 0) }
  }

  /// All rows as one batch.
  package var batch: ObservationBatch {
    switch storage {
    case .packed(let batch): return batch
    case .frames(let frames):
      return .bytes(
        [UInt8](unsafeUninitializedCapacity: frames.count * size) { buffer, initialized in
          for (row, frame) in frames.enumerated() {
            (buffer.baseAddress! + row * size).initialize(from: frame.start, count: size)
          }
          initialized = frames.count * size
        })
    }
  }

  package static func == (left: Self, right: Self) -> Bool {
    guard left.size == right.size, left.count == right.count else { return false }
    return switch (left.storage, right.storage) {
    case (.packed(let left), .packed(let right)): left == right
    case (.frames(let left), .frames(let right)): zip(left, right).allSatisfy { $0.isEqual(to: $1) }
    default: false
    }
  }

  mutating func append(_ observation: Observation) {
    switch storage {
    case .packed(var batch):
      // While the batch changes it must have a single owner, or it would be copied.
      storage = .frames([])
      batch.append(observation)
      storage = .packed(batch)
    case .frames(var frames):
      guard case .bytes(let bytes) = observation else {
        preconditionFailure("numbers, where bytes are expected")
      }
      storage = .frames([])
      frames.append(bytes.withUnsafeBufferPointer { Frame($0) })
      storage = .frames(frames)
    }
  }

  func rows(_ range: Range<Int>) -> ObservationRows {
    var rows = self
    switch storage {
    case .packed(let batch):
      rows.storage = .packed(batch.elements(range.lowerBound * size..<range.upperBound * size))
    case .frames(let frames): rows.storage = .frames(Array(frames[range]))
    }
    return rows
  }

  /// Replaces the first images by those of `other` from its row `first` on, if they are equal. Returns
  /// whether they are.
  mutating func share(_ other: ObservationRows, from first: Int) -> Bool {
    guard case .frames(var frames) = storage, case .frames(let others) = other.storage,
      others.count - first <= frames.count,
      zip(frames, others[first...]).allSatisfy({ $0.isEqual(to: $1) })
    else { return false }
    frames.replaceSubrange(..<(others.count - first), with: others[first...])
    storage = .frames(frames)
    return true
  }

  /// Calls `body` with the addresses of the rows of a range. Returns nil if the observations are numbers.
  func withBytes<Result>(
    _ range: Range<Int>, _ body: (_ rows: [UnsafePointer<UInt8>]) -> Result
  ) -> Result? {
    switch storage {
    case .packed(.numbers): nil
    case .packed(.bytes(let values)):
      values.withUnsafeBufferPointer { values in
        body(range.map { values.baseAddress! + $0 * size })
      }
    case .frames(let frames): withExtendedLifetime(frames) { body(frames[range].map(\.start)) }
    }
  }

  /// The same as `withBytes` for observations that are numbers.
  func withNumbers<Result>(
    _ range: Range<Int>, _ body: (_ rows: [UnsafePointer<Float>]) -> Result
  ) -> Result? {
    guard case .packed(.numbers(let values)) = storage else { return nil }
    return values.withUnsafeBufferPointer { values in
      body(range.map { values.baseAddress! + $0 * size })
    }
  }
}
