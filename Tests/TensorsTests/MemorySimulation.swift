import Device
import Operations

@testable import Tensors

/// Plays through a planned graph with a mark for every four bytes of memory, and says where a value is not what its
/// definition says. It knows of lifetimes only what is read and written.
struct MemorySimulation {
  /// A fault, in words.
  private(set) var fault: String?

  private let graph: Graph
  private let plan: MemoryPlan
  /// The marks of each memory: the arena's, and those outside it by number.
  private var memories: [Int?: [Int: Int]] = [:]
  private var meanings: [Value: [Int]] = [:]
  private var markCount = 0

  private struct Region: Equatable {
    let memory: Int?
    let words: Range<Int>

    func overlaps(_ other: Region) -> Bool { memory == other.memory && words.overlaps(other.words) }
  }

  /// `scratch` is each node's, as sizes and offsets in bytes; `kept` are read when all is done.
  init(
    _ graph: Graph, _ plan: MemoryPlan, scratch: [(sizes: [Int], offsets: [Int])], kept: [Value]
  ) {
    self.graph = graph
    self.plan = plan
    for (index, node) in graph.nodes.enumerated() {
      run(node, index, scratch: scratch[index])
      if fault != nil { return }
    }
    for value in kept { read(value, "the end") }
  }

  private func region(_ value: Value) -> Region {
    let (storage, place) = (plan.storage(of: value), plan.place(of: value))
    let start = (storage.external == nil ? storage.offset! : 0) + place.offset
    return Region(
      memory: storage.external, words: start / 4..<(start + graph.type(of: value).byteCount) / 4)
  }

  private mutating func run(
    _ node: Graph.Node, _ index: Int, scratch: (sizes: [Int], offsets: [Int])
  ) {
    let outputs = node.outputs.indices.map { Value(node: index, output: $0) }
    for output in outputs
    where region(output).words.lowerBound * 4 % Buffer.alignment != 0 {
      fault = "\(output) lies at \(region(output))"
    }
    for input in node.inputs { read(input, "node \(index)") }
    switch node.operation.memory {
    case .view(let offset):
      let source = meanings[node.inputs[0]]!
      meanings[outputs[0]] = Array(source[offset..<offset + node.outputs[0].count])
      if !plan.isPlaced(view: outputs[0]) { copy(node.inputs[0], from: offset, to: outputs[0], at: 0) }
      read(outputs[0], "its own view")
      return
    case .joins:
      meanings[outputs[0]] = node.inputs.flatMap { meanings[$0]! }
      var at = 0
      for input in node.inputs {
        let start = region(outputs[0]).words.lowerBound + at
        if region(input)
          != Region(memory: region(outputs[0]).memory, words: start..<start + graph.type(of: input).count)
        {
          copy(input, from: 0, to: outputs[0], at: at)
        }
        at += graph.type(of: input).count
      }
      read(outputs[0], "its own join")
      return
    default: break
    }
    let spaces = zip(scratch.offsets, scratch.sizes).map {
      Region(memory: nil, words: $0 / 4..<($0 + $1) / 4)
    }
    let results = outputs.map(region)
    for (place, result) in results.enumerated() {
      for other in results[(place + 1)...] + spaces where result.overlaps(other) {
        fault = "node \(index) has results or scratch in one place, \(result.words) and \(other.words)"
      }
      for (number, input) in node.inputs.enumerated()
      where result.overlaps(region(input)) && !(result == region(input) && mayOverlap(node, number, place)) {
        fault = "output \(place) of node \(index) overwrites input \(number)"
      }
    }
    for (place, space) in spaces.enumerated() {
      for other in spaces[(place + 1)...] + node.inputs.map(region) where space.overlaps(other) {
        fault = "scratch of node \(index) lies at \(space.words), as does \(other.words)"
      }
      for word in space.words { memories[nil, default: [:]][word] = -1 }
    }
    for (output, result) in zip(outputs, results) {
      meanings[output] = result.words.map { _ in
        markCount += 1
        return markCount
      }
      for (word, mark) in zip(result.words, meanings[output]!) {
        memories[result.memory, default: [:]][word] = mark
      }
    }
  }

  private func mayOverlap(_ node: Graph.Node, _ input: Int, _ output: Int) -> Bool {
    switch node.operation.memory {
    case .reuses(let inputs, let number): number == output && inputs.contains(input)
    case .accumulates(let inputs): output < inputs.count && inputs[output] == input
    case .updates(let inputs, let outputs): zip(inputs, outputs).contains { $0 == (input, output) }
    default: false
    }
  }

  private mutating func copy(_ source: Value, from: Int, to target: Value, at: Int) {
    let (a, b) = (region(source), region(target))
    let count = min(graph.type(of: source).count - from, graph.type(of: target).count - at)
    for index in 0..<count {
      memories[b.memory, default: [:]][b.words.lowerBound + at + index] =
        memories[a.memory]?[a.words.lowerBound + from + index]
    }
  }

  private mutating func read(_ value: Value, _ reader: String) {
    let place = region(value)
    let marks = place.words.map { memories[place.memory]?[$0] ?? 0 }
    if marks != meanings[value]! { fault = "\(reader) reads another value where \(value) was" }
  }
}
