import Operations

/// One step of a scan over some rows and its gradient, as one graph: first the step, then what its gradient needs more.
struct ScanTrace {
  /// A part of a parameter's gradient: what `operation` adds to it, of these inputs beside the sum.
  struct Accumulation {
    /// Among `parameters`.
    let parameter: Int
    let operation: any AccumulatingOperation
    let inputs: [Value]
  }

  let graph = Graph()
  let carry: [(before: Tensor, after: Tensor)]
  /// With a gradient and without one.
  let inputs: [Tensor]
  let constants: [Tensor]
  let outputs: [Tensor]
  /// Of each carried value after the step, and of each output.
  let carryCotangents: [Tensor]
  let outputCotangents: [Tensor]
  /// Of each carried value before the step, and of each input; nil where nothing depends on it.
  let carryGradients: [Tensor?]
  let inputGradients: [Tensor?]
  /// What is computed of variables and constants alone, and read by something that depends on rows.
  let parameters: [Value]
  let accumulations: [Accumulation]
  /// What the step computes and its gradient reads.
  let residuals: [Value]

  /// Shapes are those of a row. Throws where a parameter's gradient is no sum over rows.
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

  /// Which nodes depend on one of `tensors`.
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

  /// Values of the first `end` nodes that depend on rows, and are read by what leads to `gradients`, or are among them.
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
