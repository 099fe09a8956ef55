/// Memory allocated by a driver in one piece. It returns to its device's pool when its last reference is
/// released.
package protocol DeviceMemory: AnyObject, Sendable {
  /// The requested size, in bytes.
  var byteCount: Int { get }
}

/// A view of device memory, of a whole allocation or a part of one. It keeps the memory alive.
package struct Buffer: Sendable {
  package let memory: any DeviceMemory
  /// The offset from the beginning of the memory, in bytes.
  package let byteOffset: Int
  package let byteCount: Int

  /// Every view begins at a multiple of this many bytes on any device: the size of the widest vectors that
  /// GPU kernels load.
  package static let alignment = 16
  /// The best alignment of results, in bytes: that of a cache line, and of what a group of work-items loads
  /// at once.
  package static let preferredAlignment = 128

  /// A view of all of `memory`.
  package init(_ memory: any DeviceMemory) {
    self.memory = memory
    byteOffset = 0
    byteCount = memory.byteCount
  }

  private init(memory: any DeviceMemory, byteOffset: Int, byteCount: Int) {
    self.memory = memory
    self.byteOffset = byteOffset
    self.byteCount = byteCount
  }

  /// A part of this view. `byteOffset` must be a multiple of `alignment`, and the part must lie inside the
  /// view.
  package func slice(byteOffset: Int, byteCount: Int) -> Buffer {
    precondition(
      byteOffset >= 0 && byteCount >= 0 && byteOffset + byteCount <= self.byteCount,
      "a view of \(byteCount) bytes at \(byteOffset) of a buffer of \(self.byteCount)")
    precondition(
      byteOffset % Self.alignment == 0,
      "a view at byte \(byteOffset), which is no multiple of \(Self.alignment)")
    return Buffer(memory: memory, byteOffset: self.byteOffset + byteOffset, byteCount: byteCount)
  }

  /// The range of bytes of the memory that the view covers.
  package var range: Range<Int> { byteOffset..<byteOffset + byteCount }

  /// Whether the two views share a byte.
  package func overlaps(_ other: Buffer) -> Bool { memory === other.memory && range.overlaps(other.range) }
}

extension Buffer: Equatable {
  /// Whether both views cover the same bytes of the same memory.
  package static func == (a: Buffer, b: Buffer) -> Bool { a.memory === b.memory && a.range == b.range }
}
