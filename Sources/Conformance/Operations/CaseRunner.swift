import Common
import Device
import Operations
import Safetensors
import Tensors

/// Runs cases on one device.
package struct CaseRunner {
  private let device: any Device
  private let queue: any Queue
  private let selection: ProductSelection

  /// `selection` holds the saved choices, which are used if no variant is forced.
  package init(device: any Device, selection: ProductSelection = ProductSelection()) throws {
    self.device = device
    self.selection = selection
    queue = try device.makeQueue(profiling: false)
  }

  /// Runs a case forward and, if it has gradients, backward, and compares every result: first for the
  /// operation alone and then, if that is correct, for every fusion that the lowering of graphs makes of it.
  ///
  /// All memory of results and intermediate values contains NaN before, so that a dependence on unwritten
  /// memory is detected.
  ///
  /// Products have `precision`, and results its tolerance if that is larger than the case's. With `alone`
  /// nothing is fused.
  ///
  /// Any fault of the case or its results is a failure in the result. Throws only if the device fails.
  package func run(
    _ conformanceCase: ConformanceCase, variant: KernelVariant? = nil, precision: Precision = .float32,
    alone: Bool = false
  ) throws -> CaseResult {
    let conformanceCase = conformanceCase.allowing(precision)
    if let definition = ModelCases.definitions[conformanceCase.operation] {
      return try ModelCaseRunner(device: device, queue: queue, selection: selection)
        .run(conformanceCase, definition, variant: variant, precision: precision)
    }
    let context = OperationContext(
      device: device, forced: variant, selection: selection, precision: precision)
    var result = CaseResult()
    do {
      if OptimizerCase.operations.contains(conformanceCase.operation) {
        try OptimizerCaseRunner(queue: queue, context: context).run(conformanceCase, into: &result)
      } else {
        let traced = try NamedOperation.trace(conformanceCase.request, device: device.info)
        try run(conformanceCase, traced, alone: alone, context: context, into: &result)
      }
    } catch let error as OperationError {
      result.failures = [error.description]
    }
    result.variants = context.choices
    return result
  }

  private func run(
    _ conformanceCase: ConformanceCase, _ traced: TracedOperation, alone: Bool, context: OperationContext,
    into result: inout CaseResult
  ) throws {
    result.failures = Self.mismatches(conformanceCase, traced)
    guard result.failures.isEmpty else { return }
    let run = OperationCaseRun(conformanceCase, traced, queue: queue, context: context)
    try run.alone(into: &result)
    if result.failures.isEmpty && !alone { try run.fused(into: &result) }
    try queue.finish()
  }

  // MARK: What does not fit

  /// The parts of the case that do not fit the operation's inputs and outputs.
  private static func mismatches(_ conformanceCase: ConformanceCase, _ traced: TracedOperation) -> [String] {
    let unused = conformanceCase.inputs.keys.filter { traced.inputs[$0] == nil }.sorted()
    return unused.map { "the operation has no input \($0.quoted)" }
      + mismatches(conformanceCase.outputs, traced.outputs, "output")
      + mismatches(conformanceCase.cotangents, traced.cotangents, "cotangent")
      + mismatches(conformanceCase.gradients, traced.gradients, "gradient")
  }

  private static func mismatches(
    _ tensors: [String: SafetensorsTensor], _ ports: [String: TracedOperation.Port], _ kind: String
  ) -> [String] {
    tensors.sorted { $0.key < $1.key }.compactMap { name, tensor in
      guard let port = ports[name] else { return "the operation has no \(kind) \(name.quoted)" }
      if port.hostShape != tensor.shape {
        return "the \(kind) \(name.quoted) has shape \(port.hostShape), expected \(tensor.shape)"
      }
      let type = ElementType(tensor.type)
      if port.tensor.element != type {
        return "the \(kind) \(name.quoted) holds \(port.tensor.element.rawValue), expected \(type.rawValue)"
      }
      return nil
    }
  }
}
