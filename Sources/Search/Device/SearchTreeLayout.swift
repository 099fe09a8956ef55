/// The layout of the block of 32-bit words that holds a search on a device (`SearchTrees`). All offsets and
/// sizes are in words.
package struct SearchTreeLayout: Sendable {
  package let capacity: SearchCapacity
  /// The words of the block's head: the number of trees, the number of simulations of the next launch,
  /// whether the trees begin with it, and the offset of the nodes' slots.
  package static let headWords = 16
  package static let treeWords = 20
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
  /// The size of the largest block: each tree has an exploration table of its own and, if subtrees are kept,
  /// the block holds the slots and records of all nodes.
  package var wordCount: Int {
    let gumbel = SearchTreeTail.recordWords(actions: capacity.actions) + capacity.simulations
    return explorations + capacity.trees * (tableWords + gumbel)
      + (capacity.keepsSubtrees ? capacity.slots * (1 + nodeWords) : 0)
  }
  /// The size of the nodes of all trees, in bytes.
  package var nodeBytes: Int { capacity.slots * nodeWords * 4 }

  /// Offsets within a tree's header, in words. The words that are not named here belong to the kernel.
  enum Word {
    static let (lowest, highest, discount, rootEdges, edges, count) = (0, 1, 2, 3, 4, 5)
    static let (simulations, triesAsParent, exploration, fault) = (6, 7, 8, 9)
    static let (reward, value, gumbel, kept, faultAction, faultPrior) = (12, 13, 14, 15, 16, 17)
  }
}
