/// The broadcasting of arrays by NumPy's rule. Adjacent axes are merged if no operand distinguishes them:
/// arrays of the same shape have one axis, a row added to a matrix two.
struct BroadcastShape: Equatable {
  /// The largest number of merged axes.
  static let rank = 6

  /// The sizes of the merged axes, `rank` of them; if there are fewer, the leading sizes are 1.
  let sizes: [Int]
  /// For each operand, the distance in elements between neighbors along each merged axis; 0 if the operand is
  /// repeated.
  let strides: [[Int]]

  /// Nil if an operand does not broadcast to `output`, or if too many axes remain.
  init?(output: [Int], operands: [[Int]]) {
    guard let full = operands.map({ Self.strides(of: $0, in: output) }) as? [[Int]] else { return nil }
    var sizes: [Int] = []
    var strides = operands.map { _ in [Int]() }
    for axis in output.indices where output[axis] != 1 {
      let size = output[axis]
      let merges =
        !sizes.isEmpty && operands.indices.allSatisfy { strides[$0].last! == full[$0][axis] * size }
      if merges {
        sizes[sizes.count - 1] *= size
        for operand in operands.indices {
          strides[operand][sizes.count - 1] = full[operand][axis]
        }
      } else {
        sizes.append(size)
        for operand in operands.indices { strides[operand].append(full[operand][axis]) }
      }
    }
    guard sizes.count <= Self.rank else { return nil }
    let missing = Self.rank - sizes.count
    self.sizes = Array(repeating: 1, count: missing) + sizes
    self.strides = strides.map { Array(repeating: 0, count: missing) + $0 }
  }

  /// The shape that `a` and `b` broadcast to; nil if they do not broadcast.
  static func common(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    var shape: [Int] = []
    for (a, b) in zip(padded(a, to: rank), padded(b, to: rank)) {
      guard a == b || a == 1 || b == 1 else { return nil }
      shape.append(a == 1 ? b : a)
    }
    return shape
  }

  private static func padded(_ shape: [Int], to rank: Int) -> [Int] {
    Array(repeating: 1, count: max(0, rank - shape.count)) + shape
  }

  private static func strides(of operand: [Int], in output: [Int]) -> [Int]? {
    let operand = padded(operand, to: output.count)
    guard operand.count == output.count else { return nil }
    var strides = [Int](repeating: 0, count: output.count)
    var stride = 1
    for axis in output.indices.reversed() {
      guard operand[axis] == output[axis] || operand[axis] == 1 else { return nil }
      if operand[axis] != 1 { strides[axis] = stride }
      stride *= operand[axis]
    }
    return strides
  }
}
