import Device
import Networks

/// The model of a whole-model case, with the case's sizes.
package struct ModelCase {
  /// The builder with the model's tensors. The parameters are the case's inputs of the same names.
  package let builder: ModelBuilder
  /// Traces the loss for a device. Its inputs are the case's other inputs. It is called once the parameters
  /// are known to fit.
  package let trace: (DeviceInfo) -> TracedLoss
  /// The inputs of the case that this kind of model does not use.
  package let unused: Set<String>

  package init(
    _ builder: ModelBuilder, unused: Set<String> = [], trace: @escaping (DeviceInfo) -> TracedLoss
  ) {
    (self.builder, self.unused, self.trace) = (builder, unused, trace)
  }
}
