import Device
import Operations

/// The memory plan of a lowered graph: which values share a storage, and where storages lie in the arena.
///
/// A storage is alive from the first node that writes to it to the last one that reads it. Storages that are
/// alive at the same time do not overlap.
struct MemoryPlan {
  /// Memory that one or more values share.
  struct Storage {
    /// The size in bytes.
    var size: Int
    var first: Int
    var last: Int
    /// The number of the memory outside the arena; nil inside.
    var external: Int?
    /// The offset from the arena's beginning in bytes; nil outside the arena.
    var offset: Int?
  }

  /// A part of a storage.
  struct Place: Equatable {
    let storage: Int
    /// The offset in bytes.
    let offset: Int
  }

  private(set) var storages: [Storage] = []
  private var places: [Value: Place] = [:]
  /// The size in bytes.
  private(set) var arenaSize = 0

  private let graph: Graph

  /// Values of `external` lie in memory of their own, with the given numbers. Values of `kept` are alive
  /// until the end.
  init(
    _ graph: Graph, external: [Value: Int] = [:], kept: [Value] = [],
    transformations: Transformations = .all
  ) {
    self.graph = graph
    var parents = Self.views(graph, external: external)
    if transformations.contains(.placement) {
      placeJoined(&parents, external: external)
    }
    makeStorages(parents, external: external, kept: kept)
    if transformations.contains(.inPlace) { shareInPlace(external: external) }
  }

  func place(of value: Value) -> Place { places[value]! }

  func storage(of value: Value) -> Storage { storages[place(of: value).storage] }

  /// Whether a view lies inside the value that it views, so that nothing must be copied.
  func isPlaced(view value: Value) -> Bool {
    let node = graph.nodes[value.node]
    guard case .view(let elements) = node.operation.memory else { return false }
    let viewed = place(of: node.inputs[0])
    let offset = viewed.offset + elements * graph.type(of: value).element.byteCount
    return place(of: value) == Place(storage: viewed.storage, offset: offset)
  }

  // MARK: Which values share a storage

  private struct Parent {
    let value: Value
    let offset: Int
  }

  /// Places views inside the values that they view, if a view of a buffer may begin there.
  private static func views(_ graph: Graph, external: [Value: Int]) -> [Value: Parent] {
    var parents: [Value: Parent] = [:]
    for (index, node) in graph.nodes.enumerated() {
      guard case .view(let elements) = node.operation.memory else { continue }
      let value = Value(node: index, output: 0)
      let offset = elements * node.outputs[0].element.byteCount
      if offset % Buffer.alignment == 0 && external[value] == nil {
        parents[value] = Parent(value: node.inputs[0], offset: offset)
      }
    }
    return parents
  }

  /// Places the inputs of joins where they lie in the join, so that they are computed there.
  private func placeJoined(_ parents: inout [Value: Parent], external: [Value: Int]) {
    for (index, node) in graph.nodes.enumerated() {
      guard case .joins = node.operation.memory else { continue }
      let join = Value(node: index, output: 0)
      var offset = 0
      for input in node.inputs {
        let size = graph.type(of: input).byteCount
        var base = input
        while let parent = parents[base], parent.offset == 0, graph.type(of: parent.value).byteCount == size,
          case .view = graph.nodes[base.node].operation.memory
        {
          base = parent.value
        }
        if offset % Buffer.alignment == 0, parents[base] == nil, external[base] == nil, external[join] == nil,
          mayBePlaced(base)
        {
          parents[base] = Parent(value: join, offset: offset)
        }
        offset += size
      }
    }
  }

  private func root(of value: Value, _ parents: [Value: Parent]) -> Parent {
    var root = Parent(value: value, offset: 0)
    while let parent = parents[root.value] {
      root = Parent(value: parent.value, offset: root.offset + parent.offset)
    }
    return root
  }

  /// Whether a value may be moved; sums that are added to in place may not.
  private func mayBePlaced(_ value: Value) -> Bool {
    let operation = graph.nodes[value.node].operation
    return switch operation.memory {
    case .accumulates(let inputs): value.output >= inputs.count
    case .updates(_, let outputs): !outputs.contains(value.output)
    default: !operation.isZeros && operation.source == nil
    }
  }

  private mutating func makeStorages(_ parents: [Value: Parent], external: [Value: Int], kept: [Value]) {
    var ofRoot: [Value: Int] = [:]
    var ofExternal: [Int: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for input in node.inputs { storages[places[input]!.storage].last = index }
      for output in node.outputs.indices {
        let value = Value(node: index, output: output)
        let root = root(of: value, parents)
        let number = external[root.value]
        let known = number.map { ofExternal[$0] } ?? ofRoot[root.value]
        let storage = known ?? storages.count
        if known == nil {
          storages.append(
            Storage(size: graph.type(of: root.value).byteCount, first: index, last: index, external: number))
          ofRoot[root.value] = storage
          if let number { ofExternal[number] = storage }
        }
        storages[storage].last = max(storages[storage].last, index)
        places[value] = Place(storage: storage, offset: root.offset)
      }
    }
    for value in kept { storages[places[value]!.storage].last = graph.nodes.count }
  }

  // MARK: In place

  private mutating func shareInPlace(external: [Value: Int]) {
    var members: [Int: [Value]] = [:]
    for (value, place) in places { members[place.storage, default: []].append(value) }
    for (index, node) in graph.nodes.enumerated() {
      var readsElementwise = false
      let candidates: [(input: Int, output: Int)]
      switch node.operation.memory {
      case .reuses(let inputs, let output):
        candidates = inputs.map { ($0, output) }
        readsElementwise = true
      case .accumulates(let inputs): candidates = inputs.enumerated().map { ($1, $0) }
      case .updates(let inputs, let outputs): candidates = Array(zip(inputs, outputs)).map { ($0, $1) }
      default: continue
      }
      var taken: Set<Int> = []
      for (input, output) in candidates where !taken.contains(output) {
        let value = Value(node: index, output: output)
        let (from, to) = (places[node.inputs[input]]!, places[value]!)
        if mayShare(index, input: input, from, to, readsElementwise: readsElementwise) {
          storages[from.storage].last = storages[to.storage].last
          storages[to.storage].size = 0
          for member in members.removeValue(forKey: to.storage)! {
            places[member] = Place(storage: from.storage, offset: places[member]!.offset)
            members[from.storage, default: []].append(member)
          }
          taken.insert(output)
        }
      }
    }
  }

  /// Whether an output of node `index`, at `to`, may overwrite its input number `input`, at `from`.
  ///
  /// The node must not read anything else there, except the same elements once more if it reads each element
  /// before it writes it (`readsElementwise`). A broadcast part of them would be read too late.
  private func mayShare(_ index: Int, input: Int, _ from: Place, _ to: Place, readsElementwise: Bool) -> Bool
  {
    let node = graph.nodes[index]
    let (source, target) = (storages[from.storage], storages[to.storage])
    let others = node.inputs.enumerated().filter { $0.offset != input }.map(\.element)
    return from.storage != to.storage && source.external == nil && target.external == nil
      && source.last == index && target.first == index && from.offset == 0 && to.offset == 0
      && source.size == target.size && graph.type(of: node.inputs[input]).byteCount == source.size
      && others.allSatisfy { other in
        places[other]!.storage != from.storage
          || readsElementwise && places[other]! == from && graph.type(of: other).byteCount == source.size
      }
  }

  // MARK: The arena

  /// Places every storage in the arena, and the `scratch` memory of each node (sizes in bytes), which is
  /// alive during that node only. Returns the offsets of the scratch memory.
  ///
  /// Large storages come first. Each gets the lowest offset that is free while it is alive.
  mutating func layOut(scratch: [[Int]]) -> [[Int]] {
    var scratchStorages: [[Int]] = []
    for (index, sizes) in scratch.enumerated() {
      scratchStorages.append(
        sizes.map { size in
          storages.append(Storage(size: size, first: index, last: index))
          return storages.count - 1
        })
    }
    let inside = storages.indices.filter { storages[$0].external == nil && storages[$0].size > 0 }
    let order = inside.sorted {
      (storages[$1].size, storages[$0].first, $0) < (storages[$0].size, storages[$1].first, $1)
    }
    var laid: [Storage] = []
    for index in order {
      let storage = storages[index]
      let size = storage.size.divided(by: Buffer.preferredAlignment) * Buffer.preferredAlignment
      // `laid` is in the order of offsets.
      var offset = 0
      for other in laid where other.first <= storage.last && storage.first <= other.last {
        if other.offset! >= offset + size { break }
        offset = max(offset, other.offset! + other.size)
      }
      storages[index].offset = offset
      let entry = Storage(size: size, first: storage.first, last: storage.last, offset: offset)
      laid.insert(entry, at: laid.partitioningIndex { $0.offset! > offset })
      arenaSize = max(arenaSize, offset + size)
    }
    return scratchStorages.map { $0.map { storages[$0].offset ?? 0 } }
  }
}

extension Array {
  /// The first index whose element satisfies `predicate`. All later elements must satisfy it, too.
  fileprivate func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
