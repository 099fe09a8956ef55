/// Host memory with a stable address, for copies that run while the caller does other work.
///
/// `@unchecked Sendable`: its users stop writing before they hand it to a queue, and read what a queue wrote
/// only after waiting for it.
package final class HostMemory: @unchecked Sendable {
  package let bytes: UnsafeMutableRawBufferPointer
  private let free: () -> Void

  /// Uninitialized memory, aligned to 64 bytes.
  package convenience init(byteCount: Int) {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
    self.init(bytes) { bytes.deallocate() }
  }

  /// Memory of a driver, which `free` releases.
  init(_ bytes: UnsafeMutableRawBufferPointer, free: @escaping () -> Void) {
    self.bytes = bytes
    self.free = free
  }

  package convenience init<Element: BitwiseCopyable>(_ array: [Element]) {
    self.init(byteCount: array.count * MemoryLayout<Element>.stride)
    array.withUnsafeBytes { bytes.copyMemory(from: $0) }
  }

  deinit { free() }

  /// The content as values of `type`, without a remainder smaller than one value.
  package func array<Element: BitwiseCopyable>(of type: Element.Type = Element.self) -> [Element] {
    Array(bytes.bindMemory(to: type))
  }
}
