import Device
import Operations

/// An operation that can be asked for by name: by the self-test, the benchmarks and the tests.
///
/// It lies beside its node and traces it, as a model's layer does; what does not fit is an error here.
package struct NamedOperation: Sendable {
  package let name: String
  /// The variants that it has; which of them runs, the context decides.
  package let variants: [KernelVariant]
  private let trace: @Sendable (OperationTrace) throws -> Void

  /// `trace` takes the inputs from the trace and gives it the outputs.
  package init(
    _ name: String, variants: [KernelVariant] = [.vector, .group],
    trace: @escaping @Sendable (OperationTrace) throws -> Void
  ) {
    self.name = name
    self.variants = variants
    self.trace = trace
  }

  /// All, in the order of the families.
  package static let all: [NamedOperation] = [
    Pointwise.named,
    Sum.named,
    SoftmaxOperation.named,
    Concatenate.named,
    GatherRows.named,
    QuantizeImage.named,
    MaximumPooling.named,
    NormalizationGradient.named,
    MinMaxScaling.named,
    CategoricalValueLoss.named,
    GaussianDivergence.named,
    MatrixProductOperation.named,
    LinearOperation.named,
    ConvolutionOperation.named,
    GRUGates.named,
    PlanSample.named,
  ].flatMap { $0 }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  package static func named(_ name: String) -> NamedOperation? { byName[name] }

  /// The graph of the operation that `request` names, with the gradients that it wants.
  ///
  /// Throws `OperationError` where the operation is unknown, or the request does not fit it or a device of this kind.
  package static func trace(_ request: OperationRequest, device: DeviceInfo) throws -> TracedOperation {
    let trace = OperationTrace(request, device: device)
    try add(trace)
    return try trace.finish()
  }

  /// The inputs of `request` that have a gradient; throws as `trace` does.
  package static func differentiable(_ request: OperationRequest, device: DeviceInfo) throws -> Set<String> {
    let trace = OperationTrace(request, device: device)
    try add(trace)
    return trace.differentiable
  }

  /// Lets `trace` take inputs and outputs of its operation.
  static func add(_ trace: OperationTrace) throws {
    guard let operation = named(trace.request.operation) else {
      throw trace.request.mismatch("no such operation; known are \(all.map(\.name).joined(separator: ", "))")
    }
    try operation.trace(trace)
  }
}
