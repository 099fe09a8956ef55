import Device

/// A way to compute an operation. Most have the first two; the tuner or the device's kind chooses.
package enum KernelVariant: String, Sendable, CaseIterable, Codable {
  /// Wide vectors and register tiles, one work-item to a work-group: for CPUs.
  case vector
  /// Work-groups that share local memory: for GPUs.
  case group
  /// Work-groups whose warps multiply on matrix units, emulated where the device has none.
  case matrix
  /// CLBlast's matrix product.
  case clblast

  /// The variant that suits the device where nothing has been measured.
  package static func preferred(on info: DeviceInfo) -> KernelVariant { info.isCPU ? .vector : .group }
}
