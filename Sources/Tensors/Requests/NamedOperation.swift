import Device
import Operations

/// An operation that the self-test, the benchmarks and the tests can request by name.
///
/// It is defined beside its node, and traces it as a model's layer does, but reports a request that does not
/// fit as an error.
package struct NamedOperation: Sendable {
  package let name: String
  /// The operation's variants, one of which the context selects.
  package let variants: [KernelVariant]
  private let trace: @Sendable (OperationTrace) throws -> Void

  /// `trace` takes the inputs from the trace and passes the outputs to it.
  package init(
    _ name: String, variants: [KernelVariant] = [.vector, .group],
    trace: @escaping @Sendable (OperationTrace) throws -> Void
  ) {
    self.name = name
    self.variants = variants
    self.trace = trace
  }

  /// All named operations, in the order of their families.
  package static let all: [NamedOperation] = [
    Pointwise.named,
    Sum.named,
    SoftmaxOperation.named,
    Concatenate.named,
    GatherRows.named,
    QuantizeImage.named,
    PoolingOperation.named,
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

  /// The graph of the operation that `request` names, with the requested gradients.
  ///
  /// Throws `OperationError` if the operation is unknown, or if the request does not fit it or this kind of
  /// device.
  package static func trace(_ request: OperationRequest, device: DeviceInfo) throws -> TracedOperation {
    let trace = OperationTrace(request, device: device)
    try add(trace)
    return try trace.finish()
  }

  /// The inputs of `request` that have a gradient. Throws as `trace` does.
  package static func differentiable(_ request: OperationRequest, device: DeviceInfo) throws -> Set<String> {
    let trace = OperationTrace(request, device: device)
    try add(trace)
    return trace.differentiable
  }

  /// Passes `trace` to its operation, which takes inputs and gives outputs.
  static func add(_ trace: OperationTrace) throws {
    guard let operation = named(trace.request.operation) else {
      throw trace.request.mismatch("no such operation; known are \(all.map(\.name).joined(separator: ", "))")
    }
    try operation.trace(trace)
  }
}
