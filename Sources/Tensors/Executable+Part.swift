extension Executable {
  /// Which of the runs that make up a batch one is.
  package struct Part: Sendable, Equatable {
    package let index: Int
    package let count: Int

    /// Part number `index`, from 0, of `count`.
    package init(_ index: Int, of count: Int) {
      precondition((0..<count).contains(index), "part \(index) of \(count)")
      (self.index, self.count) = (index, count)
    }

    /// All of a batch.
    package static let whole = Part(0, of: 1)

    /// The part's rows among the `count` of a batch.
    package func rows(of count: Int) -> Range<Int> {
      let size = count / self.count
      return index * size..<(index + 1) * size
    }

    /// What a run does beside its own gradients.
    struct Place: Hashable {
      /// The sum of gradients begins anew.
      let isFirst: Bool
      /// The update follows.
      let isLast: Bool
    }

    var place: Place { Place(isFirst: index == 0, isLast: index == count - 1) }
  }
}
