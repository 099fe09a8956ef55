/// The trees of a search on their way to a device and back, in the layout of `Kernels/tree_search.cl`: a
/// block of 32-bit words with everything but the nodes, and the nodes.
package struct SearchTrees {
  package let count: Int
  let forest: Forest
  /// The distinct tables of exploration factors; `tableOfTree` gives the index of each tree's table.
  let tables: [UnsafePointer<Float>]
  let tableOfTree: [Int]
  /// The number of visits that each tree begins with, kept from an earlier search.
  let keptVisits: [Int]
  private let layout: SearchTreeLayout
  /// The part of the block behind the tables of exploration factors.
  private let tail: SearchTreeTail

  init(
    count: Int, forest: Forest, tables: [UnsafePointer<Float>], tableOfTree: [Int],
    gumbelTrees: [GumbelTree?], keptVisits: [Int]
  ) {
    (self.count, self.forest, self.tables, self.tableOfTree) = (count, forest, tables, tableOfTree)
    self.keptVisits = keptVisits
    layout = SearchTreeLayout(forest.capacity)
    tail = SearchTreeTail(
      layout: layout, first: layout.explorations + tables.count * layout.tableWords, trees: count,
      gumbelTrees: gumbelTrees, keptVisits: keptVisits)
  }

  /// The number of the block's words that are in use.
  package var usedWords: Int { tail.end }

  /// Writes the trees as they are before their first simulation.
  package func write(to block: UnsafeMutablePointer<Int32>) {
    for tree in 0..<count {
      writeHeader(of: tree, to: block + layout.headers + tree * SearchTreeLayout.treeWords)
      UnsafeMutableRawPointer(block + layout.roots + tree * layout.nodeWords).copyMemory(
        from: forest.trees[tree].nodes, byteCount: layout.nodeWords * 4)
    }
    (block + layout.legalActions).update(
      from: forest.legalActions, count: count * layout.capacity.actions)
    for (number, table) in tables.enumerated() {
      UnsafeMutableRawPointer(block + layout.explorations + number * layout.tableWords).copyMemory(
        from: table, byteCount: layout.tableWords * 4)
    }
    tail.write(forest, to: block)
  }

  private func writeHeader(of tree: Int, to header: UnsafeMutablePointer<Int32>) {
    typealias Word = SearchTreeLayout.Word
    let state = forest.trees[tree]
    func bits(_ value: Float) -> Int32 { Int32(bitPattern: value.bitPattern) }
    header.update(repeating: 0, count: SearchTreeLayout.treeWords)
    header[Word.lowest] = bits(state.lowest)
    header[Word.highest] = bits(state.highest)
    header[Word.discount] = bits(state.discount)
    header[Word.rootEdges] = state.rootEdges
    header[Word.edges] = state.edges
    header[Word.count] = state.count
    header[Word.simulations] = state.simulations
    header[Word.triesAsParent] = state.triesAsParent ? 1 : 0
    header[Word.exploration] = Int32(tableOfTree[tree] * layout.tableWords)
    header[Word.value] = bits(forest.ownValues[forest.place(tree: tree, node: 0)])
    header[Word.gumbel] = Int32(tail.records[tree] ?? 0)
    header[Word.kept] = Int32(tail.keptNodes[tree] ?? 0)
  }

  /// Writes the head of a block.
  package func writeHead(to block: UnsafeMutablePointer<Int32>, simulations: Int, isFirst: Bool) {
    block[0] = Int32(count)
    block[1] = Int32(simulations)
    block[2] = isFirst ? 1 : 0
    block[3] = Int32(tail.slots)
  }

  /// The range of bytes that a tree's nodes occupy in the memory of all nodes; its header gives the number of
  /// nodes.
  private func bytes(of tree: Int, _ headers: UnsafePointer<Int32>) -> Range<Int> {
    let count = headers[tree * SearchTreeLayout.treeWords + SearchTreeLayout.Word.count]
    let first = forest.place(tree: tree, node: 0) * forest.layout.stride
    return first..<first + Int(count) * forest.layout.stride
  }

  /// Reads the trees' headers back. Returns the ranges of bytes of all nodes' memory that hold nodes; they
  /// are short while most of that memory is unused.
  package func read(headers: UnsafePointer<Int32>) -> [Range<Int>] {
    typealias Word = SearchTreeLayout.Word
    for tree in 0..<count {
      let header = headers + tree * SearchTreeLayout.treeWords
      forest.trees[tree].lowest = Float(bitPattern: UInt32(bitPattern: header[Word.lowest]))
      forest.trees[tree].highest = Float(bitPattern: UInt32(bitPattern: header[Word.highest]))
      forest.trees[tree].count = header[Word.count]
    }
    let all = count * forest.capacity.nodesPerTree * forest.layout.stride
    let used = (0..<count).map { bytes(of: $0, headers) }
    return 2 * used.reduce(0) { $0 + $1.count } > all ? [0..<all] : used
  }

  /// Copies nodes back into `range` of the memory of all nodes.
  package func read(nodes: UnsafeRawPointer, range: Range<Int>) {
    (forest.nodes + range.lowerBound).copyMemory(from: nodes, byteCount: range.count)
  }

  /// The error of the first tree whose rewards, values or priors cannot be used; nil if all trees are sound.
  /// The tree's nodes must have been read back before.
  package func fault(in headers: UnsafePointer<Int32>) -> SearchError? {
    typealias Word = SearchTreeLayout.Word
    for tree in 0..<count {
      let header = headers + tree * SearchTreeLayout.treeWords
      func real(_ word: Int) -> Float { Float(bitPattern: UInt32(bitPattern: header[word])) }
      let fault: NumericalFault
      switch header[Word.fault] {
      case 0: continue
      case 1: fault = real(Word.reward).isFinite ? .value(real(Word.value)) : .reward(real(Word.reward))
      case 2 where header[Word.faultAction] < 0: fault = .priorSum(real(Word.faultPrior))
      case 2: fault = .prior(action: Int(header[Word.faultAction]), real(Word.faultPrior))
      default: fault = .range
      }
      return fault.error(
        tree: tree, simulation: Int(header[Word.count]) - 1 - keptVisits[tree], forest: forest)
    }
    return nil
  }
}
