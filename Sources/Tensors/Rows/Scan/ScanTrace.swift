import Operations

/// One step of a scan over some rows and its gradient, as one graph: first the step, then the additional
/// nodes of its gradient.
struct ScanTrace {
  /// A part of a parameter's gradient: `operation` adds to it, with these inputs beside the sum.
  struct Accumulation {
    /// The parameter's index among `parameters`.
    let parameter: Int
    let operation: any AccumulatingOperation
    let inputs: [Value]
  }

  let graph = Graph()
  let carry: [(before: Tensor, after: Tensor)]
  /// The inputs with a gradient, and the constants, which have none.
  let inputs: [Tensor]
  let constants: [Tensor]
  let outputs: [Tensor]
  /// The gradients of each carried value after the step, and of each output.
  let carryCotangents: [Tensor]
  let outputCotangents: [Tensor]
  /// The gradients of each carried value before the step, and of each input; nil if nothing depends on it.
  let carryGradients: [Tensor?]
  let inputGradients: [Tensor?]
  /// The values that depend on variables and constants alone, and are read by something that depends on rows.
  let parameters: [Value]
  let accumulations: [Accumulation]
  /// The values that the step computes and its gradient reads.
  let residuals: [Value]

  /// The shapes are those of a row. Throws if a parameter's gradient is not a sum over rows.
  init(
    rows: Int, carry carryShapes: [[Int]], inputs inputShapes: [[Int]], constants constantShapes: [[Int]],
    step: RowScan.Step
  ) throws(RowFault) {
    let graph = self.graph
    func sources(_ kind: ScanValue.Kind, _ shapes: [[Int]]) -> [Tensor] {
      shapes.enumerated().map { graph.input(ScanValue(kind, $0.offset).name, [rows] + $0.element) }
    }
    let before = sources(.carry, carryShapes)
    inputs = sources(.input, inputShapes)
    constants = sources(.constant, constantShapes)
    let result = step(graph, before, inputs, constants)
    precondition(
      result.carry.map(\.shape) == before.map(\.shape),
      "a step carries \(result.carry.map(\.shape)) on, but was given \(before.map(\.shape))")
    carry = Array(zip(before, result.carry)).map { (before: $0, after: $1) }
    outputs = result.outputs
    let end = graph.nodes.count
    carryCotangents = sources(.carryCotangent, carryShapes)
    outputCotangents = sources(.cotangent, outputs.map { Array($0.shape.dropFirst()) })

    let isOfRows = Self.dependents(in: graph, on: before + inputs + constants)
    parameters = Self.parameters(of: graph, end: end, isOfRows: isOfRows)
    let found = graph.gradients(
      of: Array(zip(result.carry + outputs, carryCotangents + outputCotangents)), with: before + inputs,
      recording: parameters.map { Tensor(graph: graph, value: $0) })
    carryGradients = Array(found.gradients.prefix(before.count))
    inputGradients = Array(found.gradients.dropFirst(before.count))
    var accumulations: [Accumulation] = []
    for (value, part) in found.recorded {
      guard case .accumulation(let operation, let tensors) = part else {
        throw RowFault("the gradient of \(graph.type(of: value)) is no sum over rows")
      }
      accumulations.append(
        Accumulation(
          parameter: parameters.firstIndex(of: value)!, operation: operation, inputs: tensors.map(\.value)))
    }
    self.accumulations = accumulations
    let gradients = found.gradients.compactMap { $0?.value } + accumulations.flatMap(\.inputs)
    residuals = Self.residuals(
      of: graph, end: end, gradients: gradients, isOfRows: isOfRows,
      given: Set((inputs + constants).map(\.value)))
  }

  /// For each node, whether it depends on one of `tensors`.
  private static func dependents(in graph: Graph, on tensors: [Tensor]) -> [Bool] {
    var depends = [Bool](repeating: false, count: graph.nodes.count)
    for tensor in tensors { depends[tensor.value.node] = true }
    for (index, node) in graph.nodes.enumerated() where node.inputs.contains(where: { depends[$0.node] }) {
      depends[index] = true
    }
    return depends
  }

  private static func parameters(of graph: Graph, end: Int, isOfRows: [Bool]) -> [Value] {
    var hasVariable = [Bool](repeating: false, count: end)
    var (known, values) = (Set<Value>(), [Value]())
    for (index, node) in graph.nodes.prefix(end).enumerated() {
      if case .variable = node.operation.source {
        hasVariable[index] = true
      } else {
        hasVariable[index] = node.inputs.contains { hasVariable[$0.node] }
      }
      guard isOfRows[index] else { continue }
      for input in node.inputs where !isOfRows[input.node] && hasVariable[input.node] {
        if known.insert(input).inserted { values.append(input) }
      }
    }
    return values
  }

  /// The values of the first `end` nodes that depend on rows, and are among `gradients` or read by nodes that
  /// lead to them.
  private static func residuals(
    of graph: Graph, end: Int, gradients: [Value], isOfRows: [Bool], given: Set<Value>
  ) -> [Value] {
    var isNeeded = [Bool](repeating: false, count: graph.nodes.count)
    var found: Set<Value> = []
    func need(_ value: Value) {
      if value.node >= end {
        isNeeded[value.node] = true
      } else if isOfRows[value.node], !given.contains(value) {
        found.insert(value)
      }
    }
    gradients.forEach(need)
    for index in graph.nodes.indices.reversed() where index >= end && isNeeded[index] {
      graph.nodes[index].inputs.forEach(need)
    }
    return found.sorted { ($0.node, $0.output) < ($1.node, $1.output) }
  }
}
