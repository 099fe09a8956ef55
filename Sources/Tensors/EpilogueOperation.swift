import Operations

/// A product that can do more to its result before it stores it.
protocol EpilogueOperation: TensorOperation {
  /// This operation, with an activation of its result; nil where it has none to spare.
  func activated(by activation: Activation) -> (any EpilogueOperation)?

  /// This operation with its result times an activation's derivative, where `value` is what the activation gave; with
  /// its new inputs.
  func gated(by activation: Activation, _ inputs: [Value], value: Value) -> (any EpilogueOperation, [Value])?

  /// Whether CPUs add a sum in the product's own launch.
  var addsOnCPUs: Bool { get }

  /// This operation with its result added to `sum`; with its new inputs.
  func addedTo(_ inputs: [Value], sum: Value) -> (any EpilogueOperation, [Value])?
}

extension EpilogueOperation {
  func activated(by activation: Activation) -> (any EpilogueOperation)? { nil }

  func gated(by activation: Activation, _ inputs: [Value], value: Value) -> (any EpilogueOperation, [Value])?
  {
    nil
  }

  var addsOnCPUs: Bool { true }

  func addedTo(_ inputs: [Value], sum: Value) -> (any EpilogueOperation, [Value])? { nil }
}
