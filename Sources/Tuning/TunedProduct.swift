import Operations

/// A product that is to be measured.
package struct TunedProduct {
  package let shape: ProductShape
  /// The precision that the device gives it in a run: float32 where matrix units do not suit it.
  package let precision: Precision
  /// Its share of a training step, from 0 to 1; nil if that is not known.
  package let share: Double?

  /// The product as operations of `context` compute it.
  package init(_ shape: ProductShape, in context: OperationContext, share: Double? = nil) {
    self.shape = shape
    precision = context.precision(of: shape)
    self.share = share
  }

  /// The name for saved measurements.
  package var key: String { shape.key(in: precision) }
}
