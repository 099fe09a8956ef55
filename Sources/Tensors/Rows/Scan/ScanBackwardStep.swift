import Operations

/// The step of a scan's gradient, in a graph of its own.
struct ScanBackwardStep {
  let kernelStep: ScanKernel.Step
  let given: [ScanValue]
  let inputGradients: [Int?]
  let accumulations: [ScanPrograms.Accumulation]

  init(_ trace: ScanTrace) {
    var sources: [Value: ScanValue] = [:]
    for (index, value) in trace.residuals.enumerated() { sources[value] = ScanValue(.residual, index) }
    func add(_ kind: ScanValue.Kind, _ tensors: [Tensor]) {
      for (index, tensor) in tensors.enumerated() { sources[tensor.value] = ScanValue(kind, index) }
    }
    add(.input, trace.inputs)
    add(.constant, trace.constants)
    add(.cotangent, trace.outputCotangents)

    var stored: [Value] = []
    func place(_ value: Value) -> Int {
      if let known = stored.firstIndex(of: value) { return known }
      stored.append(value)
      return stored.count - 1
    }
    inputGradients = trace.inputGradients.map { $0.map { place($0.value) } }
    accumulations = trace.accumulations.map { part in
      ScanPrograms.Accumulation(
        parameter: part.parameter, operation: part.operation,
        inputs: part.inputs.map { value in sources[value].map { .given($0) } ?? .stored(place(value)) })
    }

    let graph = Graph()
    var known: [Value: Value] = [:]
    var given: [Value: ScanValue] = [:]
    let zeros = trace.carry.map { graph.zeros($0.before.shape).value }
    // Sorted, because a dictionary's order differs from process to process, and with it the kernel's text
    // would.
    for (value, source) in sources.sorted(by: { $0.value < $1.value }) {
      let tensor = graph.input(source.name, trace.graph.type(of: value).shape)
      known[value] = tensor.value
      given[tensor.value] = source
    }
    for (index, tensor) in trace.carryCotangents.enumerated() {
      known[tensor.value] = graph.input(ScanValue(.carryCotangent, index).name, tensor.shape).value
    }
    let carried = zip(trace.carryGradients, zeros).map { gradient, zeros in
      gradient.map { graph.copy([$0.value], of: trace.graph, known: known)[0] } ?? zeros
    }
    let outputs = graph.copy(stored, of: trace.graph, known: known)
    let read = Set(graph.nodes.flatMap(\.inputs) + carried + outputs)
    self.given = given.filter { read.contains($0.key) }.map(\.value).sorted()
    kernelStep = ScanKernel.Step(
      graph: graph,
      carry: carried.enumerated().map {
        (ScanValue(.carryCotangent, $0.offset).name, Tensor(graph: graph, value: $0.element))
      },
      given: self.given.map(\.name), outputs: outputs.map { Tensor(graph: graph, value: $0) })
  }
}
