import Foundation

/// An image of bytes, shared by all that refer to it.
final class Frame: @unchecked Sendable {
  // The memory is written in `init` only.
  let start: UnsafePointer<UInt8>
  let count: Int

  /// A copy of bytes.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    count = bytes.count
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
    memory.initialize(from: bytes.baseAddress!, count: count)
    start = UnsafePointer(memory)
  }

  deinit { start.deallocate() }

  func isEqual(to other: Frame) -> Bool {
    self === other || count == other.count && memcmp(start, other.start, count) == 0
  }
}
