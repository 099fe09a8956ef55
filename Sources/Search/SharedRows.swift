/// The rows of a `SharedEvaluator`'s batch, in which several callers' stand one after the other.
final class SharedRows {
  let maximumBatch: Int
  private let evaluator: any Evaluator
  private let actions: Int
  /// Of one caller.
  private let trees: Int
  private let slots: Int
  /// [4, maximumBatch]: trees, slots of parents, actions, slots of children.
  private let integers: UnsafeMutablePointer<Int32>
  /// [2 + actions, maximumBatch]: rewards, values, and rows of priors.
  private let numbers: UnsafeMutablePointer<Float>

  init(_ evaluator: any Evaluator, maximumBatch: Int, actions: Int, trees: Int, slots: Int) {
    self.evaluator = evaluator
    (self.maximumBatch, self.actions, self.trees, self.slots) = (maximumBatch, actions, trees, slots)
    integers = .allocate(capacity: 4 * maximumBatch)
    numbers = .allocate(capacity: (2 + actions) * maximumBatch)
    numbers.initialize(repeating: 0, count: (2 + actions) * maximumBatch)
  }

  deinit {
    integers.deallocate()
    numbers.deallocate()
  }

  /// Evaluates entries of one kind together, and writes their answers. Throws what the evaluator throws.
  func evaluate(_ batch: [SharedEvaluator.Entry]) throws {
    var count = 0
    for entry in batch {
      write(entry, at: count)
      count += entry.count
    }
    let (rewards, values) = (numbers, numbers + maximumBatch)
    let priors = numbers + 2 * maximumBatch
    let handle =
      batch[0].isRoots
      ? try evaluator.submit(
        roots: RootBatch(
          count: count, actions: actions, cohort: 0, trees: column(0), slots: column(3), priors: priors))
      : try evaluator.submit(
        leaves: LeafBatch(
          count: count, actions: actions, cohort: 0, trees: column(0), parentSlots: column(1),
          leafActions: column(2), childSlots: column(3), rewards: rewards, values: values, priors: priors))
    try evaluator.wait(for: handle)
    var row = 0
    for entry in batch {
      switch entry.content {
      case .roots(let roots): copyPriors(from: row, to: roots.priors, roots.count, roots.actions)
      case .leaves(let leaves):
        leaves.rewards.update(from: rewards + row, count: leaves.count)
        leaves.values.update(from: values + row, count: leaves.count)
        copyPriors(from: row, to: leaves.priors, leaves.count, leaves.actions)
      }
      row += entry.count
    }
  }

  private func column(_ index: Int) -> UnsafeMutablePointer<Int32> { integers + index * maximumBatch }

  /// Writes what an entry asks for in rows from `row` on.
  private func write(_ entry: SharedEvaluator.Entry, at row: Int) {
    let (firstTree, firstSlot) = (Int32(entry.caller * trees), Int32(entry.caller * slots))
    switch entry.content {
    case .roots(let roots):
      copy(roots.trees, roots.count, to: column(0) + row, adding: firstTree)
      copy(roots.slots, roots.count, to: column(3) + row, adding: firstSlot)
    case .leaves(let leaves):
      copy(leaves.trees, leaves.count, to: column(0) + row, adding: firstTree)
      copy(leaves.parentSlots, leaves.count, to: column(1) + row, adding: firstSlot)
      copy(leaves.leafActions, leaves.count, to: column(2) + row, adding: 0)
      copy(leaves.childSlots, leaves.count, to: column(3) + row, adding: firstSlot)
    }
  }

  private func copy(
    _ source: UnsafePointer<Int32>, _ count: Int, to target: UnsafeMutablePointer<Int32>, adding offset: Int32
  ) {
    for row in 0..<count { target[row] = source[row] + offset }
  }

  private func copyPriors(
    from row: Int, to target: UnsafeMutablePointer<Float>, _ count: Int, _ width: Int
  ) {
    precondition(width <= actions, "a search of \(width) actions, for which \(actions) have room")
    for index in 0..<count {
      (target + index * width).update(
        from: numbers + 2 * maximumBatch + (row + index) * actions, count: width)
    }
  }
}
