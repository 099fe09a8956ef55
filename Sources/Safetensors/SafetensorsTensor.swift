import Foundation

/// A tensor of a file: a slice of its bytes, row-major and little-endian.
package struct SafetensorsTensor: Sendable {
  package let shape: [Int]
  package let type: SafetensorsType
  package let bytes: Data

  /// The number of elements.
  package var count: Int { bytes.count / type.byteCount }

  /// A copy of the elements, which are F32.
  package func floats() -> [Float] {
    precondition(type == .float32, "floats of a tensor of \(type.rawValue)")
    return elements()
  }

  /// A copy of the elements, which are I32.
  package func integers() -> [Int32] {
    precondition(type == .int32, "32-bit integers of a tensor of \(type.rawValue)")
    return elements()
  }

  /// Copies as the bytes stand: all hosts that Swift runs on are little-endian, too.
  private func elements<Element: BitwiseCopyable>() -> [Element] {
    Array(unsafeUninitializedCapacity: count) { elements, initialized in
      bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(elements).copyMemory(from: $0) }
      initialized = count
    }
  }
}
