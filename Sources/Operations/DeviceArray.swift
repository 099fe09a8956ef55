import Device

/// The type of an array's elements. All types but `uint8` have 4 bytes.
package enum ElementType: String, Sendable {
  case float32, int32, uint8

  package var byteCount: Int { self == .uint8 ? 1 : 4 }
}

/// A dense, row-major array on a device: an operand of an operation.
package struct DeviceArray: Sendable {
  package let buffer: Buffer
  package let shape: [Int]
  package let type: ElementType

  /// `buffer` must hold at least the elements of `shape`.
  package init(buffer: Buffer, shape: [Int], type: ElementType = .float32) {
    precondition(
      shape.product <= Self.largestCount,
      "an array of shape \(shape) has more than \(Self.largestCount) elements")
    precondition(
      buffer.byteCount >= shape.product * type.byteCount,
      "an array of shape \(shape) in a buffer of \(buffer.byteCount) bytes")
    self.buffer = buffer
    self.shape = shape
    self.type = type
  }

  /// The largest number of elements of an array: kernels have 31-bit indices, and may step one block beyond
  /// the end.
  package static let largestCount = Int(Int32.max) - 65536

  /// The number of elements.
  package var count: Int { shape.product }

  /// The same elements in another shape of equal count.
  package func reshaped(_ shape: [Int]) -> DeviceArray {
    precondition(shape.product == count, "\(self.shape) reshaped to \(shape)")
    return DeviceArray(buffer: buffer, shape: shape, type: type)
  }
}

extension [Int] {
  /// The product of all elements; 1 if there are none.
  package var product: Int { reduce(1, *) }
}
