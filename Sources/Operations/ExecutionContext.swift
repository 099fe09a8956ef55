import Device

/// Where and how agents compute: a device, and the kernel variants that were measured to be the fastest on it. It is handed
/// down from the command to everything that binds executables.
package struct ExecutionContext: Sendable {
  package let device: any Device
  /// The variants of the products that have been measured.
  package let selection: ProductSelection

  package init(device: any Device, selection: ProductSelection = ProductSelection()) {
    (self.device, self.selection) = (device, selection)
  }

  /// The same variants on another device, such as the serial companion of a CPU.
  package func on(_ device: any Device) -> ExecutionContext {
    ExecutionContext(device: device, selection: selection)
  }

  /// The context of the operations of an executable, whose products have this precision.
  package func operations(precision: Precision = .float32) -> OperationContext {
    OperationContext(device: device, selection: selection, precision: precision)
  }
}
