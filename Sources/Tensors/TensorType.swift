import Operations

/// The shape and element type of a tensor.
package struct TensorType: Hashable, Sendable, CustomStringConvertible {
  package let shape: [Int]
  package let element: ElementType

  package init(_ shape: [Int], _ element: ElementType = .float32) {
    precondition(shape.allSatisfy { $0 > 0 }, "a tensor of shape \(shape); every size must be at least 1")
    self.shape = shape
    self.element = element
  }

  package var count: Int { shape.product }
  package var byteCount: Int { count * element.byteCount }

  package var description: String { "\(element.rawValue) \(shape)" }
}
