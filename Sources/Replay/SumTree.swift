/// Non-negative numbers, the leaves, from which one is sampled in proportion to its size (Schaul et al. 2016,
/// appendix B.2.1).
///
/// Every inner node is the sum of its two children, recomputed when one of them changes. So the tree depends
/// on its leaves alone, however often they changed.
struct SumTree {
  /// The number of leaves, a power of two.
  let capacity: Int
  /// The nodes: [2 · capacity]. Node 1 is the root, 2 i and 2 i + 1 are the children of node i, and the
  /// leaves begin at `capacity`.
  private var nodes: [Double]

  /// A tree of at least `capacity` leaves, all 0.
  init(capacity: Int) {
    var power = 1
    while power < capacity { power *= 2 }
    self.capacity = power
    nodes = [Double](repeating: 0, count: 2 * power)
  }

  var total: Double { nodes[1] }

  subscript(leaf: Int) -> Double { nodes[capacity + leaf] }

  /// Sets a leaf to a finite number of at least 0.
  mutating func set(_ leaf: Int, to value: Double) {
    precondition(value >= 0 && value.isFinite, "a leaf of \(value); it must be finite and not below 0")
    nodes.withUnsafeMutableBufferPointer { nodes in
      var node = capacity + leaf
      nodes[node] = value
      while node > 1 {
        node /= 2
        nodes[node] = nodes[2 * node] + nodes[2 * node + 1]
      }
    }
  }

  /// Sets `count` leaves from `first` on, wrapping around at the end, to the values for 0 to count − 1.
  mutating func set(from first: Int, count: Int, _ value: (Int) -> Double) {
    for index in 0..<count { set((first + index) & (capacity - 1), to: value(index)) }
  }

  /// The leaf whose part of the range from 0 to `total` contains a point. It is never a leaf of 0 if there
  /// are others.
  func leaf(at point: Double) -> Int {
    nodes.withUnsafeBufferPointer { nodes in
      var (node, rest) = (1, point)
      while node < capacity {
        let (left, right) = (nodes[2 * node], nodes[2 * node + 1])
        if rest < left || right == 0 {
          node = 2 * node
        } else {
          rest -= left
          node = 2 * node + 1
        }
      }
      return node - capacity
    }
  }
}
