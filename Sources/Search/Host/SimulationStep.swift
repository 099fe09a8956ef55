/// The host's part of a simulation, for rows of a batch: backing up the evaluated leaf, and descending to the
/// next.
///
/// Up to 32 trees move in lockstep, level by level, so that their loads from memory overlap.
struct SimulationStep {
  let forest: Forest
  let rows: BatchRows
  let expansion: NodeExpansion
  let selection: NodeSelection
  /// The Gumbel state of each tree; empty if no tree is searched by Gumbel MuZero's rules.
  let gumbelTrees: [GumbelTree?]

  init(forest: Forest, rows: BatchRows, priorForm: PriorForm, gumbelTrees: [GumbelTree?]) {
    self.gumbelTrees = gumbelTrees
    self.forest = forest
    self.rows = rows
    expansion = NodeExpansion(forest: forest, priorForm: priorForm)
    selection = NodeSelection(forest: forest)
  }

  /// The number of trees that move in lockstep.
  private static let group = 32

  /// The state of one tree's descent.
  private struct Descent {
    var node: Int32
    var edges: Int32
    var row: Int32
    let offset: Float
    let scale: Float
    /// The exploration factor at the node, and the scaled Q of edges without a child.
    var exploration: Float
    var unvisited: Float
    let tree: UnsafeMutablePointer<TreeState>
  }

  /// The state of one tree's backup.
  private struct Ascent {
    var node: Node
    var value: Float
    let tree: UnsafeMutablePointer<TreeState>
  }

  /// Finds the next leaf of the tree of each row in `range`, and writes the leaf to that row.
  func descend(_ range: Range<Int>) {
    withUnsafeTemporaryAllocation(of: Descent.self, capacity: Self.group) { paths in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: forest.capacity.actions) { ranks in
        var first = range.lowerBound
        while first < range.upperBound {
          let end = min(first + Self.group, range.upperBound)
          descendGroup(first, end, paths.baseAddress!, ranks.baseAddress!)
          first = end
        }
      }
    }
  }

  @inline(__always)
  private func descendGroup(
    _ first: Int, _ end: Int, _ paths: UnsafeMutablePointer<Descent>, _ ranks: UnsafeMutablePointer<Int32>
  ) {
    for row in first..<end {
      let tree = forest.trees + Int(rows.trees[row])
      let (offset, scale) = tree.pointee.scaling
      (paths + (row &- first)).initialize(
        to: Descent(
          node: 0, edges: tree.pointee.rootEdges, row: Int32(truncatingIfNeeded: row), offset: offset,
          scale: scale, exploration: 0, unvisited: 0, tree: tree))
    }
    var count = end &- first
    while count > 0 {
      // A loop of its own, because in so short a loop the loads of many trees are under way at once.
      for index in 0..<count {
        let tree = paths[index].tree
        let node = forest.node(paths[index].node, of: tree.pointee.nodes)
        paths[index].exploration = tree.pointee.exploration[Int(node.visits)]
        paths[index].unvisited =
          tree.pointee.unvisitedValue(at: node).map { ($0 - paths[index].offset) * paths[index].scale } ?? 0
      }
      var kept = 0
      for index in 0..<count {
        var path = paths[index]
        let node = forest.node(path.node, of: path.tree.pointee.nodes)
        let edge =
          path.tree.pointee.usesGumbel
          ? gumbelEdge(at: path.node, edges: Int(path.edges), tree: Int(rows.trees[Int(path.row)]))
          : selection.edge(
            at: node, edges: Int(path.edges), nodes: path.tree.pointee.nodes, exploration: path.exploration,
            unvisited: path.unvisited, offset: path.offset, scale: path.scale, ranks: ranks)
        let child = node.children(forest.layout)[edge]
        path.tree.pointee.leafParent = path.node
        path.tree.pointee.leafEdge = Int32(truncatingIfNeeded: edge)
        path.node = child
        path.edges = path.tree.pointee.edges
        paths[kept] = path
        kept &+= child != 0 ? 1 : 0
      }
      count = kept
    }
    for row in first..<end {
      let number = Int(rows.trees[row])
      let tree = forest.trees + number
      let parent = tree.pointee.leafParent
      rows.parentSlots[row] = Int32(
        truncatingIfNeeded: forest.slot(tree: number, node: Int(parent)))
      rows.leafActions[row] = forest.action(edge: tree.pointee.leafEdge, of: parent, tree: number)
      rows.childSlots[row] = Int32(
        truncatingIfNeeded: forest.slot(tree: number, node: Int(tree.pointee.count)))
    }
  }

  /// The edge that Gumbel MuZero's rules take at a node.
  @inline(never)
  private func gumbelEdge(at node: Int32, edges: Int, tree number: Int) -> Int {
    guard let gumbel = gumbelTrees[number] else {
      preconditionFailure("tree \(number) has no Gumbel numbers")
    }
    let tree = forest.trees[number]
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: GumbelEdges.roomPerEdge * edges) { room in
      let edges = GumbelEdges(
        of: forest.node(node, of: tree.nodes), edges: edges,
        isPart: node == 0 && tree.rootEdges < tree.edges,
        value: forest.ownValues[forest.place(tree: number, node: Int(node))], search: gumbel.search,
        forest: forest, nodes: tree.nodes, room: room.baseAddress!)
      return node == 0
        ? edges.best(
          scores: forest.rootScores + number * forest.capacity.actions,
          visits: gumbel.schedule.visits[Int(edges.visitSum)])
        : edges.mostMissing()
    }
  }

  /// Adds the evaluated leaf of each row in `range` to its tree, and backs its value up to the root.
  ///
  /// Returns the first row whose numbers cannot be used; nil if there is none.
  func backUp(_ range: Range<Int>) -> Int? {
    withUnsafeTemporaryAllocation(of: Ascent.self, capacity: Self.group) { paths in
      let paths = paths.baseAddress!
      var fault: Int?
      var first = range.lowerBound
      while first < range.upperBound {
        let end = min(first + Self.group, range.upperBound)
        fault = fault ?? backUpGroup(first, end, paths)
        first = end
      }
      return fault
    }
  }

  @inline(__always)
  private func backUpGroup(_ first: Int, _ end: Int, _ paths: UnsafeMutablePointer<Ascent>) -> Int? {
    var fault: Int?
    for row in first..<end {
      let tree = forest.trees + Int(rows.trees[row])
      let leaf = forest.node(tree.pointee.count, of: tree.pointee.nodes)
      let value = rows.values[row]
      if tree.pointee.usesGumbel {
        forest.ownValues[forest.place(tree: Int(rows.trees[row]), node: Int(tree.pointee.count))] = value
      }
      let isSound = expansion.addLeaf(
        to: tree, reward: rows.rewards[row], value: value, row: rows.priors + row &* forest.capacity.actions)
      if !isSound && fault == nil { fault = row }
      (paths + (row &- first)).initialize(to: Ascent(node: leaf, value: value, tree: tree))
    }
    var count = end &- first
    while count > 0 {
      var kept = 0
      for index in 0..<count {
        var path = paths[index]
        let isBelowRoot = rise(&path)
        paths[kept] = path
        kept &+= isBelowRoot ? 1 : 0
      }
      count = kept
    }
    for row in first..<end where fault == nil {
      let tree = forest.trees + Int(rows.trees[row])
      if !(tree.pointee.highest - tree.pointee.lowest).isFinite { fault = row }
    }
    return fault
  }

  /// Backs a value up from a node to its parent. Returns false if the parent is the root.
  @inline(__always)
  private func rise(_ path: inout Ascent) -> Bool {
    let (node, tree) = (path.node, path.tree)
    let discount = tree.pointee.discount
    let reward = node.reward
    let visits = Float(node.visits)
    let quality = reward + discount * node.valueSum / visits
    let edge = Int(node.edge)
    let parentIndex = node.parent
    let parent = forest.node(parentIndex, of: tree.pointee.nodes)
    path.value = reward + discount * path.value
    path.node = parent
    parent.visits &+= 1
    parent.addToSum(path.value)
    parent.values(forest.layout)[edge] = quality
    parent.sharedPriors[edge] = node.prior / (1 + visits)
    tree.pointee.lowest = min(tree.pointee.lowest, quality)
    tree.pointee.highest = max(tree.pointee.highest, quality)
    return parentIndex != 0
  }
}
