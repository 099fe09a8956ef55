/// Memory that a driver gave out in one piece. It returns to its device's pool with the last reference.
package protocol DeviceMemory: AnyObject, Sendable {
  /// The size that was asked for, in bytes.
  var byteCount: Int { get }
}

/// A view of device memory: all that was allocated at once, or a part of it. It keeps the memory alive.
package struct Buffer: Sendable {
  package let memory: any DeviceMemory
  /// From the memory's beginning.
  package let byteOffset: Int
  package let byteCount: Int

  /// Every view begins at a multiple of so many bytes, whatever the device: the widest vectors that GPU kernels load.
  package static let alignment = 16
  /// Where results are best placed, in bytes: at the beginning of a cache line, or of what a group of work-items loads
  /// at once.
  package static let preferredAlignment = 128

  /// All of `memory`.
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

  /// A part of this view. `byteOffset` is a multiple of `alignment`, and the part lies inside the view.
  package func slice(byteOffset: Int, byteCount: Int) -> Buffer {
    precondition(
      byteOffset >= 0 && byteCount >= 0 && byteOffset + byteCount <= self.byteCount,
      "a view of \(byteCount) bytes at \(byteOffset) of a buffer of \(self.byteCount)")
    precondition(
      byteOffset % Self.alignment == 0,
      "a view at byte \(byteOffset), which is no multiple of \(Self.alignment)")
    return Buffer(memory: memory, byteOffset: self.byteOffset + byteOffset, byteCount: byteCount)
  }

  /// The bytes of the memory that it covers.
  package var range: Range<Int> { byteOffset..<byteOffset + byteCount }

  /// Whether a byte is part of both.
  package func overlaps(_ other: Buffer) -> Bool { memory === other.memory && range.overlaps(other.range) }
}

extension Buffer: Equatable {
  /// Whether both are the same bytes of the same memory.
  package static func == (a: Buffer, b: Buffer) -> Bool { a.memory === b.memory && a.range == b.range }
}
