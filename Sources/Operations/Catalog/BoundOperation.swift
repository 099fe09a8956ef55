import Device

/// An array of a bound operation, with its place in the host's layout.
package struct Port: Sendable {
  package let array: DeviceArray
  package let layout: Layout
  /// For gradients of parameters: launches add to what is there, so it is set to zero first.
  package let accumulates: Bool

  package var hostShape: [Int] { layout.hostShape(array.shape) }
}

/// What a direction of an operation costs at least: for shares of a device's peak.
package struct Work: Sendable, Equatable {
  /// Floating-point operations; a fused multiply-add counts as two.
  package var flops: Double
  /// Bytes read and written once.
  package var bytes: Double

  package init(flops: Double = 0, bytes: Double = 0) {
    self.flops = flops
    self.bytes = bytes
  }
}

/// An operation with its memory allocated and its launches bound, in both directions.
///
/// Fill `inputs`, run `forward`, read `outputs`; fill `cotangents`, run `backward`, read `gradients`.
package struct BoundOperation {
  package internal(set) var inputs: [String: Port] = [:]
  package internal(set) var outputs: [String: Port] = [:]
  package internal(set) var cotangents: [String: Port] = [:]
  package internal(set) var gradients: [String: Port] = [:]
  package internal(set) var forward: [any Launch] = []
  package internal(set) var backward: [any Launch] = []
  /// The floating-point operations of matrix-product-like work; nil where memory traffic is what counts.
  package internal(set) var forwardWork = Work()
  package internal(set) var backwardWork = Work()
  /// The candidates that were chosen.
  package internal(set) var candidates: [Candidate] = []
}
