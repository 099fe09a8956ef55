/// Where things lie in the block of words of a search on a device (`SearchTrees`), in words.
package struct SearchTreeLayout: Sendable {
  package let capacity: SearchCapacity
  /// The number of trees, of simulations to go, whether the trees begin, and where the nodes' slots lie.
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
  /// With tables of its own for each tree and, where subtrees are kept, all slots and nodes.
  package var wordCount: Int {
    let gumbel = SearchTreeTail.recordWords(actions: capacity.actions) + capacity.simulations
    return explorations + capacity.trees * (tableWords + gumbel)
      + (capacity.keepsSubtrees ? capacity.slots * (1 + nodeWords) : 0)
  }
  /// All nodes of all trees.
  package var nodeBytes: Int { capacity.slots * nodeWords * 4 }

  /// A header's words; those between are the kernel's own.
  enum Word {
    static let (lowest, highest, discount, rootEdges, edges, count) = (0, 1, 2, 3, 4, 5)
    static let (simulations, triesAsParent, exploration, fault) = (6, 7, 8, 9)
    static let (reward, value, gumbel, kept, faultAction, faultPrior) = (12, 13, 14, 15, 16, 17)
  }
}
