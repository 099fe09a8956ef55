import Foundation

/// A tensor of a file: its bytes, row-major and little-endian, or a slice of the file's.
package struct SafetensorsTensor: Sendable, Equatable {
  package let shape: [Int]
  package let type: SafetensorsType
  package let bytes: Data

  /// There must be as many bytes as the shape and the type require.
  package init(shape: [Int], type: SafetensorsType, bytes: Data) {
    precondition(
      TensorHeader.byteCount(shape, type) == bytes.count,
      "\(bytes.count) bytes for a tensor of shape \(shape) and type \(type.rawValue)")
    (self.shape, self.type, self.bytes) = (shape, type, bytes)
  }

  /// An F32 tensor of shape [shape] with as many elements.
  package init(_ floats: [Float], shape: [Int]) {
    self.init(shape: shape, type: .float32, bytes: floats.withUnsafeBytes { Data($0) })
  }

  /// An I32 tensor of shape [shape] with as many elements.
  package init(_ integers: [Int32], shape: [Int]) {
    self.init(shape: shape, type: .int32, bytes: integers.withUnsafeBytes { Data($0) })
  }

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

  /// Copies the bytes unchanged: all hosts that Swift runs on are little-endian, too.
  private func elements<Element: BitwiseCopyable>() -> [Element] {
    Array(unsafeUninitializedCapacity: count) { elements, initialized in
      bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(elements).copyMemory(from: $0) }
      initialized = count
    }
  }
}
