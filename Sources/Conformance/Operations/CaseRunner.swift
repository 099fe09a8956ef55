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

  /// `selection` holds the saved choices, which count where no variant is forced.
  package init(device: any Device, selection: ProductSelection = ProductSelection()) throws {
    self.device = device
    self.selection = selection
    queue = try device.makeQueue(profiling: false)
  }

  /// Runs a case forward and, where it has gradients, backward, and compares every result: the operation alone, and then,
  /// where that is right, inside every fusion that the lowering of graphs makes of it.
  ///
  /// All memory of results and of what lies between them holds NaN before, so that a result that depends on anything
  /// unwritten shows.
  ///
  /// Products have `precision`, and the results its tolerance where that is more than the case's. With `alone` nothing is
  /// fused.
  ///
  /// Whatever is wrong with the case or its results is a failure in the result; throws where the device fails.
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

  /// What of the case does not fit what the operation takes and gives.
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
