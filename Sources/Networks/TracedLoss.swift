import Tensors

/// The loss of a model as a graph, from which a training step is made.
package struct TracedLoss {
  /// The scalar to minimize, [] or [1].
  package let loss: Tensor
  /// Further outputs to report by name, mostly scalars.
  package let outputs: [String: Tensor]
  package let inputs: [ModelInput]
  package let pass: Pass

  package init(loss: Tensor, outputs: [String: Tensor] = [:], inputs: [ModelInput], pass: Pass) {
    self.loss = loss
    self.outputs = outputs
    self.inputs = inputs
    self.pass = pass
  }
}
