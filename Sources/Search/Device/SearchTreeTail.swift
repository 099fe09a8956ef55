/// The end of a device search's block, with the parts that only some searches need. Gumbel MuZero's rules
/// need a schedule of considered visits and a record for each tree; kept subtrees need the slots of all nodes
/// and the kept nodes.
struct SearchTreeTail {
  /// The offset of each tree's record, in words from the start of the block; nil for a tree without one.
  private(set) var records: [Int?]
  private(set) var keptNodes: [Int?]
  /// The offset of the nodes' slots; 0 if node n simply has slot n.
  private(set) var slots = 0
  private(set) var end: Int

  private let layout: SearchTreeLayout
  private let gumbelTrees: [GumbelTree?]
  private let keptVisits: [Int]
  private var schedules: [GumbelTree.Schedule: Int] = [:]

  /// The words of a record: c_scale, c_visit, the offset of the visit schedule, and for each of the root's
  /// edges the sum of its Gumbel number and logit.
  static func recordWords(actions: Int) -> Int { 3 + actions }

  init(
    layout: SearchTreeLayout, first: Int, trees: Int, gumbelTrees: [GumbelTree?], keptVisits: [Int]
  ) {
    (self.layout, self.gumbelTrees, self.keptVisits) = (layout, gumbelTrees, keptVisits)
    var end = first
    func take(_ words: Int) -> Int {
      defer { end += words }
      return end
    }
    for case let gumbel? in gumbelTrees where schedules[gumbel.schedule] == nil {
      schedules[gumbel.schedule] = take(gumbel.schedule.visits.count)
    }
    records = gumbelTrees.map { $0 == nil ? nil : take(Self.recordWords(actions: layout.capacity.actions)) }
    if gumbelTrees.isEmpty { records = Array(repeating: nil, count: trees) }
    if layout.capacity.keepsSubtrees { slots = take(trees * layout.capacity.nodesPerTree) }
    keptNodes = keptVisits.map { $0 == 0 ? nil : take($0 * layout.nodeWords) }
    self.end = end
  }

  func write(_ forest: Forest, to block: UnsafeMutablePointer<Int32>) {
    for (schedule, place) in schedules {
      schedule.visits.withUnsafeBufferPointer {
        (block + place).update(from: $0.baseAddress!, count: $0.count)
      }
    }
    let actions = layout.capacity.actions
    for (tree, gumbel) in gumbelTrees.enumerated() {
      guard let gumbel, let place = records[tree] else { continue }
      let record = UnsafeMutableRawPointer(block + place)
      record.storeBytes(of: Float(gumbel.search.valueScale), as: Float.self)
      record.storeBytes(of: Float(gumbel.search.visitOffset), toByteOffset: 4, as: Float.self)
      record.storeBytes(of: Int32(schedules[gumbel.schedule]!), toByteOffset: 8, as: Int32.self)
      (record + 12).copyMemory(
        from: forest.rootScores + tree * actions, byteCount: 4 * Int(forest.trees[tree].rootEdges))
    }
    if slots > 0, let nodeSlots = forest.nodeSlots {
      (block + slots).update(from: nodeSlots, count: keptVisits.count * layout.capacity.nodesPerTree)
    }
    for (tree, place) in keptNodes.enumerated() {
      guard let place else { continue }
      UnsafeMutableRawPointer(block + place).copyMemory(
        from: forest.node(1, tree: tree).record, byteCount: 4 * keptVisits[tree] * layout.nodeWords)
    }
  }
}
