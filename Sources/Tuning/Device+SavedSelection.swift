import Device
import Operations

extension Device {
  /// The choices that `foresight tune` has saved for the device.
  package var savedSelection: ProductSelection { TuningStore(device: info).selection() }

  /// The context that computes on the device by these choices.
  package var executionContext: ExecutionContext {
    ExecutionContext(device: self, selection: savedSelection)
  }
}
