import Device

/// Shapes of arrays that are broadcast against each other as NumPy does it.
package enum Broadcast {
  /// The shape that two arrays broadcast to; nil where they do not.
  package static func shape(_ a: [Int], _ b: [Int]) -> [Int]? { BroadcastShape.common(a, b) }

  /// Whether kernels can broadcast operands of these shapes to `output`: at most six axes are left once they are merged.
  package static func isCountable(_ output: [Int], operands: [[Int]]) -> Bool {
    BroadcastShape(output: output, operands: operands) != nil
  }
}
