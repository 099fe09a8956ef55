import Device
import Networks

/// The model of a whole-model case, made to the case's sizes.
package struct ModelCase {
  /// Holds the model's tensors; the parameters are the case's inputs of these names.
  package let builder: ModelBuilder
  /// Traces the loss for a device, whose inputs are the case's other inputs; called once the parameters are known to fit.
  package let trace: (DeviceInfo) -> TracedLoss
  /// Inputs of the case that this kind of model has no use for.
  package let unused: Set<String>

  package init(
    _ builder: ModelBuilder, unused: Set<String> = [], trace: @escaping (DeviceInfo) -> TracedLoss
  ) {
    (self.builder, self.unused, self.trace) = (builder, unused, trace)
  }
}
