import Operations

/// A directed acyclic graph of operations, which is built by calling operations on tensors.
///
/// Nodes are kept in the order in which they were added, which is the order in which they run. Applying the
/// same operation to the same tensors again gives the same node.
///
/// `@unchecked Sendable`: a graph is built by one thread, and not changed once an executable was made of it.
public final class Graph: @unchecked Sendable {
  struct Node {
    let operation: any TensorOperation
    let inputs: [Value]
    let outputs: [TensorType]
  }

  private struct Key: Hashable {
    let operation: AnyHashable
    let inputs: [Value]
  }

  private(set) var nodes: [Node] = []
  private var known: [Key: Int] = [:]
  let mergesCommonSubexpressions: Bool
  private var drawCount: UInt32 = 0
  private var accumulatorCount = 0
  private(set) var inputTypes: [String: TensorType] = [:]

  /// `mergesCommonSubexpressions` can be turned off for comparisons.
  package init(mergesCommonSubexpressions: Bool = true) {
    self.mergesCommonSubexpressions = mergesCommonSubexpressions
  }

  func type(of value: Value) -> TensorType { nodes[value.node].outputs[value.output] }

  /// Applies an operation. All inputs must belong to this graph.
  package func add(_ operation: some TensorOperation, _ inputs: [Tensor]) -> [Tensor] {
    precondition(
      inputs.allSatisfy { $0.graph === self }, "\(operation.name): an input belongs to another graph")
    return insert(operation, inputs.map(\.value)).map { Tensor(graph: self, value: $0) }
  }

  /// Applies an operation with one output.
  package func apply(_ operation: some TensorOperation, _ inputs: Tensor...) -> Tensor {
    add(operation, inputs)[0]
  }

  func insert(_ operation: any TensorOperation, _ inputs: [Value]) -> [Value] {
    let key = Key(operation: operation.key, inputs: inputs)
    let place: Int
    if mergesCommonSubexpressions || inputs.isEmpty, let node = known[key] {
      place = node
    } else {
      place = nodes.count
      let types = inputs.map(type(of:))
      precondition(
        types.enumerated().allSatisfy { operation.takes($1.element, at: $0) }, "\(operation.name) of \(types)"
      )
      if let source = operation as? Source, case .input(let name) = source.kind {
        let other = inputTypes.updateValue(source.type, forKey: name) ?? source.type
        precondition(other == source.type, "the input \(name) is \(other) and \(source.type)")
      }
      nodes.append(Node(operation: operation, inputs: inputs, outputs: operation.outputs(of: types)))
      known[key] = place
    }
    return nodes[place].outputs.indices.map { Value(node: place, output: $0) }
  }

  /// The names, in order, of the operations that compute `tensors` after transformations.
  package func operations(giving tensors: [Tensor], transformations: Transformations = .all) -> [String] {
    Lowering(self, roots: tensors.map(\.value), transformations: transformations).operationNames
  }

  // MARK: Sources

  /// Data that the host provides before a run, under a unique name.
  package func input(_ name: String, _ shape: [Int], _ element: ElementType = .float32) -> Tensor {
    apply(Source(kind: .input(name), type: TensorType(shape, element)))
  }

  /// A variable's value at the beginning of the run.
  package func variable(_ variable: Variable) -> Tensor {
    apply(Source(kind: .variable(variable), type: variable.type))
  }

  /// Values [shape] that never change.
  public func constant(_ values: [Float], _ shape: [Int]) -> Tensor {
    precondition(values.count == shape.product, "\(values.count) constant values for a shape of \(shape)")
    return apply(Source(kind: .constant(values), type: TensorType(shape)))
  }

  /// A tensor with the same number everywhere.
  public func full(_ shape: [Int], _ value: Float) -> Tensor {
    apply(Pointwise.constant(value, shape: shape))
  }

  /// 0 everywhere.
  public func zeros(_ shape: [Int]) -> Tensor { full(shape, 0) }

  /// Standard normal numbers, drawn anew in every run and for every call.
  public func normal(_ shape: [Int]) -> Tensor { draw(.normal, shape) }

  /// Uniform numbers in [0, 1), drawn anew in every run and for every call.
  public func uniform(_ shape: [Int]) -> Tensor { draw(.uniform, shape) }

  private func draw(_ distribution: RandomDraw.Distribution, _ shape: [Int]) -> Tensor {
    apply(RandomDraw(distribution: distribution, number: nextDraw(), type: TensorType(shape)))
  }

  /// The number of a further draw.
  func nextDraw() -> UInt32 {
    drawCount += 1
    return drawCount
  }

  /// A copy of another graph's computation, which must depend on variables and constants alone.
  func adopt(_ tensor: Tensor) -> Tensor {
    var mapped: [[Value]] = []
    for node in tensor.graph.nodes {
      mapped.append(insert(node.operation, node.inputs.map { mapped[$0.node][$0.output] }))
    }
    return Tensor(graph: self, value: mapped[tensor.value.node][tensor.value.output])
  }

  /// The copies of `values` of another graph. Everything that they are computed from is copied, except values
  /// that are `known` here.
  func copy(_ values: [Value], of other: Graph, known: [Value: Value] = [:]) -> [Value] {
    var isNeeded = [Bool](repeating: false, count: other.nodes.count)
    func need(_ value: Value) { if known[value] == nil { isNeeded[value.node] = true } }
    values.forEach(need)
    for index in other.nodes.indices.reversed() where isNeeded[index] {
      other.nodes[index].inputs.forEach(need)
    }
    var mapped: [Int: [Value]] = [:]
    func copied(_ value: Value) -> Value { known[value] ?? mapped[value.node]![value.output] }
    for (index, node) in other.nodes.enumerated() where isNeeded[index] {
      mapped[index] = insert(node.operation, node.inputs.map(copied))
    }
    return values.map(copied)
  }

  /// Zeros to which gradients are added in place.
  func accumulator(_ type: TensorType) -> Tensor {
    accumulatorCount += 1
    return apply(Accumulator(number: accumulatorCount, type: type))
  }
}
