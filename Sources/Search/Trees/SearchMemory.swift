/// The memory of a search, reserved once and freed with it: every node and edge of all trees, and the rows of
/// the batches.
final class SearchMemory {
  let forest: Forest
  let rows: BatchRows
  private let arena = HostArena()

  /// Reserves the memory. Throws `SearchMemoryError` if the system has too little.
  init(capacity: SearchCapacity) throws {
    let layout = NodeLayout(actions: capacity.actions)
    let count = capacity.trees
    forest = Forest(
      capacity: capacity, layout: layout,
      nodes: UnsafeMutableRawPointer(
        try arena.reserve(UInt8.self, capacity.slots * layout.stride + NodeSelection.overread)),
      trees: try arena.reserve(TreeState.self, count),
      ownValues: try arena.reserve(Float.self, capacity.slots),
      legalActions: try arena.reserve(Int32.self, count * capacity.actions),
      rootScores: try arena.reserve(Float.self, count * capacity.actions),
      nodeSlots: capacity.keepsSubtrees ? try arena.reserve(Int32.self, capacity.slots) : nil)
    if let slots = forest.nodeSlots {
      for place in 0..<capacity.slots { slots[place] = Int32(place % capacity.nodesPerTree) }
    }
    rows = BatchRows(
      trees: try arena.reserve(Int32.self, count), parentSlots: try arena.reserve(Int32.self, count),
      leafActions: try arena.reserve(Int32.self, count), childSlots: try arena.reserve(Int32.self, count),
      rewards: try arena.reserve(Float.self, count), values: try arena.reserve(Float.self, count),
      priors: try arena.reserve(Float.self, count * capacity.actions))
  }
}
