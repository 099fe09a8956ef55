import Device

/// The precision to which products round their operands. Sums, parameters, and all operations other than
/// products are float32.
package enum Precision: String, Sendable, Codable, CaseIterable {
  /// All 24 bits of the significand.
  case float32
  /// 11 bits of the significand, with float32's range.
  case tf32
  /// 8 bits of the significand, with float32's range.
  case bf16

  /// Throws if products on a device cannot have this precision. `setting` names the setting that asks for it.
  package func check(_ setting: String, on info: DeviceInfo) throws {
    let available = Self.available(on: info)
    guard !available.contains(self) else { return }
    let names = available.map(\.rawValue).joined(separator: ", ")
    throw DeviceUnavailable("\(setting) is \(rawValue), but \(info.name) has \(names) alone: set it to that")
  }

  /// The nearest value that operands can have. In a tie it is the one farther from zero for TF32, and the
  /// even one for bf16.
  package func rounded(_ value: Float) -> Float {
    guard value.isFinite else { return value }
    let bits = value.bitPattern
    switch self {
    case .float32: return value
    case .tf32: return Float(bitPattern: (bits &+ 0x1000) & 0xffff_e000)
    case .bf16: return Float(bitPattern: (bits &+ 0x7fff &+ (bits >> 16 & 1)) & 0xffff_0000)
    }
  }

  /// The precision with this name in the kernels; nil if there is none.
  package init?(macro: String) {
    guard let precision = Self.allCases.first(where: { $0.macro == macro }) else { return nil }
    self = precision
  }

  /// The precision's name in the kernels.
  var macro: String {
    switch self {
    case .float32: "0"
    case .tf32: "1"
    case .bf16: "2"
    }
  }

  /// The precisions that products on a device can have. CPUs have all, by rounding operands, so that learning
  /// with them can be studied; GPUs have those of their matrix instructions.
  package static func available(on info: DeviceInfo) -> [Precision] {
    info.isCPU || info.matrixInstructions != nil ? allCases : [.float32]
  }
}
