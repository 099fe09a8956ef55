import Device
import Operations
import Safetensors
import Tensors

/// The runs of one case of one operation. The case must fit the operation.
struct OperationCaseRun {
  private let conformanceCase: ConformanceCase
  private let traced: TracedOperation
  private let queue: any Queue
  private let context: OperationContext

  init(
    _ conformanceCase: ConformanceCase, _ traced: TracedOperation, queue: any Queue, context: OperationContext
  ) {
    self.conformanceCase = conformanceCase
    self.traced = traced
    self.queue = queue
    self.context = context
  }

  /// Runs the operation with its gradients, without fusion.
  func alone(into result: inout CaseResult) throws {
    let executable = try OperationExecutable(traced, transformations: [], context: context)
    try run(executable, traced, values: conformanceCase.inputs)
    for (name, expected) in conformanceCase.outputs.sorted(by: { $0.key < $1.key }) {
      try compare(executable, .output(name), expected.doubles, into: &result)
    }
    for (name, expected) in conformanceCase.gradients.sorted(by: { $0.key < $1.key }) {
      try compare(executable, .gradient(name), expected.doubles, into: &result)
    }
  }

  /// Runs everything that the lowering of a graph can make of the operation.
  func fused(into result: inout CaseResult) throws {
    try fusedWithItself(into: &result)
    for wanted in traced.results {
      for form in FusedForm.allCases { try fused(wanted, form, into: &result) }
    }
    if traced.parameters.keys.contains(where: { traced.gradients[$0] != nil }) {
      try twice(into: &result)
    }
  }

  /// Runs the operation with its gradients as in a training step.
  private func fusedWithItself(into result: inout CaseResult) throws {
    let tensors = traced.results.map { traced.port(of: $0).tensor }
    let plain = traced.graph.operations(giving: tensors, transformations: [])
    let fused = traced.graph.operations(giving: tensors)
    guard fused != plain else { return }
    result.fusions.formUnion(Set(fused).subtracting(plain))
    let executable = try OperationExecutable(traced, context: context)
    try run(executable, traced, values: conformanceCase.inputs)
    for wanted in traced.results {
      guard let expected = expected(wanted) else { continue }
      try compare(executable, wanted, expected, into: &result, within: " of its fused graph")
    }
  }

  /// Runs one result followed by the operations of `form`, if the two are fused.
  private func fused(
    _ wanted: OperationExecutable.Result, _ form: FusedForm, into result: inout CaseResult
  ) throws {
    let tensor = traced.port(of: wanted).tensor
    guard tensor.element == .float32, let expected = expected(wanted) else { return }
    if case .gradient(let name) = wanted, traced.parameters[name] != nil { return }
    let changed = form.apply(to: tensor)
    let plain = traced.graph.operations(giving: [tensor])
    let fused = traced.graph.operations(giving: [changed])
    guard fused.count <= plain.count else { return }
    var names = Set(fused).subtracting(plain)
    // An operation to which a sum is added keeps its name.
    if names.isEmpty { names = ["\(fused.last!) onto a sum"] }
    result.fusions.formUnion(names)
    let executable = try OperationExecutable(traced, wanted: [wanted], context: context) { _ in changed }
    let layout = traced.port(of: wanted).layout
    let hostShape = traced.port(of: wanted).hostShape
    for operand in form.operands {
      let values = layout.toDevice(FusedForm.values(expected.count), hostShape: hostShape)
      try executable.executable.upload(values, to: form.input(operand, like: tensor), queue: queue)
    }
    try run(executable, traced, values: conformanceCase.inputs)
    try compare(
      executable, wanted, form.apply(to: expected), reference: expected, into: &result,
      within: " inside \(names.sorted().joined(separator: ", "))")
  }

  /// Runs the operation twice with the same parameters, whose gradients are then summed.
  private func twice(into result: inout CaseResult) throws {
    let twice = try traced.repeated(device: context.device.info)
    let executable = try OperationExecutable(
      twice, wanted: twice.gradients.keys.sorted().map { .gradient($0) }, context: context)
    try run(executable, twice, values: conformanceCase.inputs)
    for name in twice.gradients.keys.sorted() {
      guard let expected = expected(.gradient(name)) else { continue }
      try compare(
        executable, .gradient(name), expected.map { 2 * $0 }, into: &result, within: " of two applications")
    }
  }

  // MARK: Values

  private func expected(_ wanted: OperationExecutable.Result) -> [Double]? {
    switch wanted {
    case .output(let name): conformanceCase.outputs[name]?.doubles
    case .gradient(let name): conformanceCase.gradients[name]?.doubles
    }
  }

  private func run(
    _ executable: OperationExecutable, _ traced: TracedOperation, values: [String: SafetensorsTensor]
  ) throws {
    for (name, tensor) in values {
      switch ElementType(tensor.type) {
      case .float32: try executable.upload(tensor.floats(), to: name, queue: queue)
      case .int32: try executable.upload(tensor.integers(), to: name, queue: queue)
      case .uint8: try executable.upload([UInt8](tensor.bytes), to: name, queue: queue)
      }
    }
    for (name, port) in traced.cotangents {
      let zeros = [Float](repeating: 0, count: port.tensor.count)
      try executable.upload(
        conformanceCase.cotangents[name]?.floats() ?? zeros, toCotangent: name, queue: queue)
    }
    try executable.runInUnwrittenMemory(on: queue)
  }

  private func compare(
    _ executable: OperationExecutable, _ wanted: OperationExecutable.Result, _ expected: [Double],
    reference: [Double]? = nil, into result: inout CaseResult, within place: String = ""
  ) throws {
    let actual = try executable.download(wanted, queue: queue)
    let tolerance = conformanceCase.tolerance
    switch wanted {
    case .output(let name):
      result.compareForward(actual, name, expected, tolerance, reference: reference, within: place)
    case .gradient(let name):
      result.compareBackward(actual, name, expected, tolerance, reference: reference, within: place)
    }
  }
}

extension SafetensorsTensor {
  /// The elements. The type must be one that a `ConformanceFile` accepts.
  var doubles: [Double] {
    switch ElementType(type) {
    case .float32: floats().map(Double.init)
    case .int32: integers().map(Double.init)
    case .uint8: bytes.map(Double.init)
    }
  }
}
