import Device

/// An operation that can be asked for by name: by the self-test, the benchmarks and the tests.
package struct OperationDefinition: Sendable {
  package let name: String
  /// The candidates that it has; which of them runs, the context decides.
  package let candidates: [Candidate]
  package let bind: @Sendable (Binder) throws -> Void

  package init(
    _ name: String, candidates: [Candidate] = [.vector, .group],
    bind: @escaping @Sendable (Binder) throws -> Void
  ) {
    self.name = name
    self.candidates = candidates
    self.bind = bind
  }
}

/// All operations by name.
package enum Catalog {
  /// In the order of the families.
  package static let definitions: [OperationDefinition] = [
    Elementwise.definitions,
    Broadcast.definitions,
    Reduction.definitions,
    Softmax.definitions,
    Concatenation.definitions,
    Gather.definitions,
    Image.definitions,
    Optimizer.definitions,
    Pooling.definitions,
    Normalization.definitions,
    MinMax.definitions,
    Categorical.definitions,
    Gaussian.definitions,
    MatrixProduct.definitions,
    Convolution.definitions,
    TransposedConvolution.definitions,
    GRU.definitions,
    LSTM.definitions,
    PlanningPopulation.definitions,
  ].flatMap { $0 }

  private static let byName = Dictionary(uniqueKeysWithValues: definitions.map { ($0.name, $0) })

  package static func definition(named name: String) -> OperationDefinition? { byName[name] }

  /// Allocates the request's arrays and binds its launches.
  ///
  /// Throws `OperationError` where the operation is unknown or the request does not fit it.
  package static func bind(_ request: OperationRequest, context: OperationContext) throws -> BoundOperation {
    guard let definition = definition(named: request.operation) else {
      throw OperationError(
        operation: request.operation,
        reason: "no such operation; known are \(definitions.map(\.name).joined(separator: ", "))")
    }
    let binder = Binder(request: request, context: context)
    try definition.bind(binder)
    if let unknown = request.differentiated.first(where: { binder.bound.gradients[$0] == nil }) {
      throw OperationError(operation: request.operation, reason: "it has no gradient for \"\(unknown)\"")
    }
    return binder.finish()
  }
}
