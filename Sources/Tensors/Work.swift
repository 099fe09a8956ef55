/// The minimum work of an operation, to compute shares of a device's peak.
package struct Work: Sendable, Equatable {
  /// The floating-point operations of matrix products and similar work, where a multiply-add counts as two; 0
  /// for operations that are bound by memory traffic.
  package var flops: Double
  /// The bytes that must be read and written, each once.
  package var bytes: Double
  /// The bytes of parameters that work-groups read separately, counted once for each work-group.
  package var groupBytes: Double

  package init(flops: Double = 0, bytes: Double = 0, groupBytes: Double = 0) {
    self.flops = flops
    self.bytes = bytes
    self.groupBytes = groupBytes
  }
}
