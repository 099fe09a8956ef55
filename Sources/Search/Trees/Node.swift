/// A node's record in memory; see `NodeLayout`.
struct Node {
  let record: UnsafeMutableRawPointer

  @inline(__always)
  private func read<Value: BitwiseCopyable>(_ offset: Int) -> Value {
    record.load(fromByteOffset: offset, as: Value.self)
  }

  @inline(__always)
  private func write<Value: BitwiseCopyable>(_ value: Value, _ offset: Int) {
    record.storeBytes(of: value, toByteOffset: offset, as: Value.self)
  }

  var parent: Int32 {
    @inline(__always) get { read(NodeLayout.parent) }
    @inline(__always) nonmutating set { write(newValue, NodeLayout.parent) }
  }

  var edge: Int32 {
    @inline(__always) get { read(NodeLayout.edge) }
    @inline(__always) nonmutating set { write(newValue, NodeLayout.edge) }
  }

  var visits: Int32 {
    @inline(__always) get { read(NodeLayout.visits) }
    @inline(__always) nonmutating set { write(newValue, NodeLayout.visits) }
  }

  var valueSum: Float {
    @inline(__always) get { read(NodeLayout.valueSum) }
    @inline(__always) nonmutating set { write(newValue, NodeLayout.valueSum) }
  }

  var valueSumLow: Float {
    @inline(__always) get { read(NodeLayout.valueSumLow) }
    @inline(__always) nonmutating set { write(newValue, NodeLayout.valueSumLow) }
  }

  /// Adds to the sum of values, and keeps the rounding error (Knuth's two-sum).
  @inline(__always)
  func addToSum(_ value: Float) {
    let sum = valueSum
    let total = sum + value
    let part = total - sum
    let rest = (sum - (total - part)) + (value - part) + valueSumLow
    // If the sum overflows, it must stay infinite.
    let lost = rest - rest == 0 ? rest : 0
    let rounded = total + lost
    valueSum = rounded
    valueSumLow = lost - (rounded - total)
  }

  var reward: Float {
    @inline(__always) get { read(NodeLayout.reward) }
    @inline(__always) nonmutating set { write(newValue, NodeLayout.reward) }
  }

  var prior: Float {
    @inline(__always) get { read(NodeLayout.prior) }
    @inline(__always) nonmutating set { write(newValue, NodeLayout.prior) }
  }

  /// prior / (1 + visits) of each edge: [actions].
  @inline(__always)
  var sharedPriors: UnsafeMutablePointer<Float> {
    (record + NodeLayout.sharedPriors).assumingMemoryBound(to: Float.self)
  }

  /// The Q of each edge that has a child, undefined for the others: [actions].
  @inline(__always)
  func values(_ layout: NodeLayout) -> UnsafeMutablePointer<Float> {
    (record + layout.values).assumingMemoryBound(to: Float.self)
  }

  /// The index of each edge's child, 0 if it has none: [actions].
  @inline(__always)
  func children(_ layout: NodeLayout) -> UnsafeMutablePointer<Int32> {
    (record + layout.children).assumingMemoryBound(to: Int32.self)
  }
}
