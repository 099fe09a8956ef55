/// What an operation costs at least: for shares of a device's peak.
package struct Work: Sendable, Equatable {
  /// Floating-point operations of matrix-product-like work, a fused multiply-add counting as two; 0 where memory traffic
  /// is what counts.
  package var flops: Double
  /// Bytes read and written once.
  package var bytes: Double
  /// Bytes of parameters that each work-group reads by itself, each as often as it does.
  package var groupBytes: Double

  package init(flops: Double = 0, bytes: Double = 0, groupBytes: Double = 0) {
    self.flops = flops
    self.bytes = bytes
    self.groupBytes = groupBytes
  }
}
