/// The trees of a search on their way to a device and back: a block of 32-bit words that says all about them but their
/// nodes, and the nodes, in the layout of `Kernels/tree_search.cl`.
package struct SearchTrees {
  package let count: Int
  let forest: Forest
  /// The distinct tables of exploration factors, and each tree's.
  let tables: [UnsafePointer<Float>]
  let tableOfTree: [Int]

  /// Where things lie in a block, in words.
  package struct Layout: Sendable {
    package let capacity: SearchCapacity
    /// The number of trees, of simulations to go, and whether the trees begin.
    package static let headWords = 16
    package static let treeWords = 16
    package let nodeWords: Int

    package init(_ capacity: SearchCapacity) {
      self.capacity = capacity
      nodeWords = NodeLayout(actions: capacity.actions).stride / 4
    }

    package var headers: Int { Self.headWords }
    package var roots: Int { headers + capacity.trees * Self.treeWords }
    package var legalActions: Int { roots + capacity.trees * nodeWords }
    package var explorations: Int { legalActions + capacity.trees * capacity.actions }
    package var tableWords: Int { capacity.simulations + 2 }
    /// With a table of its own for each tree.
    package var wordCount: Int { explorations + capacity.trees * tableWords }
    /// All nodes of all trees.
    package var nodeBytes: Int { capacity.slots * nodeWords * 4 }
  }

  /// A header's words; those between are the kernel's own.
  private enum Word {
    static let (lowest, highest, discount, rootEdges, edges, count) = (0, 1, 2, 3, 4, 5)
    static let (simulations, triesAsParent, exploration, fault) = (6, 7, 8, 9)
    static let (reward, value) = (12, 13)
  }

  package var layout: Layout { Layout(forest.capacity) }

  /// How many words of the block are in use.
  package var usedWords: Int { layout.explorations + tables.count * layout.tableWords }

  /// Writes what the trees are when they begin.
  package func write(to block: UnsafeMutablePointer<Int32>) {
    let layout = layout
    func bits(_ value: Float) -> Int32 { Int32(bitPattern: value.bitPattern) }
    for tree in 0..<count {
      let state = forest.trees[tree]
      let header = block + layout.headers + tree * Layout.treeWords
      header.update(repeating: 0, count: Layout.treeWords)
      header[Word.lowest] = bits(state.lowest)
      header[Word.highest] = bits(state.highest)
      header[Word.discount] = bits(state.discount)
      header[Word.rootEdges] = state.rootEdges
      header[Word.edges] = state.edges
      header[Word.count] = state.count
      header[Word.simulations] = state.simulations
      header[Word.triesAsParent] = state.triesAsParent ? 1 : 0
      header[Word.exploration] = Int32(tableOfTree[tree] * layout.tableWords)
      UnsafeMutableRawPointer(block + layout.roots + tree * layout.nodeWords).copyMemory(
        from: state.nodes, byteCount: layout.nodeWords * 4)
    }
    (block + layout.legalActions).update(
      from: forest.legalActions, count: count * layout.capacity.actions)
    for (number, table) in tables.enumerated() {
      UnsafeMutableRawPointer(block + layout.explorations + number * layout.tableWords).copyMemory(
        from: table, byteCount: layout.tableWords * 4)
    }
  }

  /// Writes the head of a block.
  package func writeHead(to block: UnsafeMutablePointer<Int32>, simulations: Int, isFirst: Bool) {
    block[0] = Int32(count)
    block[1] = Int32(simulations)
    block[2] = isFirst ? 1 : 0
  }

  /// Takes the trees' headers back. Returns the trees' nodes that there are, as ranges of bytes of all nodes' memory: few
  /// where most of that memory is not used yet.
  ///
  /// Throws `SearchError` where a tree's numbers cannot be used.
  package func read(headers: UnsafePointer<Int32>) throws -> [Range<Int>] {
    if let fault = fault(in: headers) { throw fault }
    for tree in 0..<count {
      let header = headers + tree * Layout.treeWords
      forest.trees[tree].lowest = Float(bitPattern: UInt32(bitPattern: header[Word.lowest]))
      forest.trees[tree].highest = Float(bitPattern: UInt32(bitPattern: header[Word.highest]))
      forest.trees[tree].count = header[Word.count]
    }
    let (stride, all) = (forest.layout.stride, forest.capacity.nodesPerTree)
    let used = (0..<count).map { tree in
      let first = tree * all * stride
      return first..<first + Int(forest.trees[tree].count) * stride
    }
    return 2 * used.reduce(0) { $0 + $1.count } > count * all * stride ? [0..<count * all * stride] : used
  }

  /// Takes nodes back, which lie in `range` of all nodes' memory.
  package func read(nodes: UnsafeRawPointer, range: Range<Int>) {
    (forest.nodes + range.lowerBound).copyMemory(from: nodes, byteCount: range.count)
  }

  /// The first tree whose numbers cannot be used, as headers say; nil where there is none.
  private func fault(in headers: UnsafePointer<Int32>) -> SearchError? {
    for tree in 0..<count {
      let header = headers + tree * Layout.treeWords
      guard header[Word.fault] != 0 else { continue }
      func real(_ word: Int) -> Float { Float(bitPattern: UInt32(bitPattern: header[word])) }
      var reason = "its rewards and values are too large to add up"
      if !real(Word.reward).isFinite {
        reason = "the evaluator gave a reward of \(real(Word.reward))"
      } else if !real(Word.value).isFinite {
        reason = "the evaluator gave a value of \(real(Word.value))"
      } else if header[Word.fault] == 2 {
        reason = "the evaluator gave priors that are not finite, or do not sum to a number above 0"
      }
      return SearchError(
        trees: tree...tree, simulation: Int(header[Word.count]) - 1, reason: reason, isNumerical: true)
    }
    return nil
  }
}
