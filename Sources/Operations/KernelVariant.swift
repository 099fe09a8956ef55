import Device

/// A kind of kernels for an operation. Most operations have the first two; the tuner or the device's kind
/// selects one.
package enum KernelVariant: String, Sendable, CaseIterable, Codable {
  /// Wide vectors and register tiles, with one work-item per work-group: for CPUs.
  case vector
  /// Work-groups that share local memory: for GPUs.
  case group
  /// Work-groups whose warps multiply on matrix units, which are emulated on devices without them.
  case matrix
  /// CLBlast's matrix product.
  case clblast

  /// The variant to use on the device if nothing has been measured.
  package static func preferred(on info: DeviceInfo) -> KernelVariant { info.isCPU ? .vector : .group }

  /// The same of a product that the device computes in this precision.
  static func preferred(on info: DeviceInfo, precision: Precision) -> KernelVariant {
    precision != .float32 && info.matrixInstructions != nil ? .matrix : preferred(on: info)
  }
}
