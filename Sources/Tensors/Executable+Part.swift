extension Executable {
  /// One of the runs that together compute a batch.
  package struct Part: Sendable, Equatable {
    package let index: Int
    package let count: Int

    /// Part `index` of `count`, counted from 0.
    package init(_ index: Int, of count: Int) {
      precondition((0..<count).contains(index), "part \(index) of \(count)")
      (self.index, self.count) = (index, count)
    }

    /// A whole batch in one run.
    package static let whole = Part(0, of: 1)

    /// The part's rows among the `count` rows of a batch.
    package func rows(of count: Int) -> Range<Int> {
      let size = count / self.count
      return index * size..<(index + 1) * size
    }

    /// What a run does beside computing its own gradients.
    struct Place: Hashable {
      /// Whether the sum of gradients is reset.
      let isFirst: Bool
      /// Whether the update follows.
      let isLast: Bool
    }

    var place: Place { Place(isFirst: index == 0, isLast: index == count - 1) }
  }
}
