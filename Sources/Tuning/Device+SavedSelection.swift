import Device
import Operations

extension Device {
  /// The choices that `foresight tune` has saved for the device.
  package var savedSelection: ProductSelection { TuningStore(device: info).selection() }
}
