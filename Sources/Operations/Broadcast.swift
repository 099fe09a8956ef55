/// Shapes of arrays that are broadcast by NumPy's rule.
package enum Broadcast {
  /// The shape that two arrays broadcast to; nil if they do not broadcast.
  package static func shape(_ a: [Int], _ b: [Int]) -> [Int]? { BroadcastShape.common(a, b) }

  /// Whether kernels can broadcast operands of these shapes to `output`: at most six axes may remain after
  /// merging.
  package static func isCountable(_ output: [Int], operands: [[Int]]) -> Bool {
    BroadcastShape(output: output, operands: operands) != nil
  }
}
