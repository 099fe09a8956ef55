import Tensors

/// A model's loss as a graph: what a training step is made of.
package struct TracedLoss {
  /// The scalar to minimize, [] or [1].
  package let loss: Tensor
  /// What is reported beside it, by name; scalars mostly.
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
