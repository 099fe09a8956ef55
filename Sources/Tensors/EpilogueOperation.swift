import Operations

/// A product that can apply further operations to its result before it stores it.
protocol EpilogueOperation: TensorOperation {
  /// This operation with an activation of its result; nil if it cannot take one.
  func activated(by activation: Activation) -> (any EpilogueOperation)?

  /// This operation with its result multiplied by an activation's derivative, where `value` is the
  /// activation's output; also returns its new inputs.
  func gated(by activation: Activation, _ inputs: [Value], value: Value) -> (any EpilogueOperation, [Value])?

  /// Whether CPUs can add a sum in the product's own launch.
  var addsOnCPUs: Bool { get }

  /// This operation with `sum` added to its result; also returns its new inputs.
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
