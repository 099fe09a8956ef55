import Device

/// What products read of their operands. Sums, and all that is no product, are float32 whatever it is; so are parameters.
package enum Precision: String, Sendable, Codable, CaseIterable {
  /// All 24 bits of the fraction.
  case float32
  /// 11 bits, and float32's range.
  case tf32
  /// 8 bits, and float32's range.
  case bf16

  /// Throws where products on a device cannot have this precision, which the setting of this name asks for.
  package func check(_ setting: String, on info: DeviceInfo) throws {
    let available = Self.available(on: info)
    guard !available.contains(self) else { return }
    let names = available.map(\.rawValue).joined(separator: ", ")
    throw DeviceUnavailable("\(setting) is \(rawValue), but \(info.name) has \(names) alone: set it to that")
  }

  /// The nearest value that operands can have: of two, for TF32 the one farther from zero, for bf16 the even one.
  package func rounded(_ value: Float) -> Float {
    guard value.isFinite else { return value }
    let bits = value.bitPattern
    switch self {
    case .float32: return value
    case .tf32: return Float(bitPattern: (bits &+ 0x1000) & 0xffff_e000)
    case .bf16: return Float(bitPattern: (bits &+ 0x7fff &+ (bits >> 16 & 1)) & 0xffff_0000)
    }
  }

  /// The precision that kernels name so; nil for none.
  package init?(macro: String) {
    guard let precision = Self.allCases.first(where: { $0.macro == macro }) else { return nil }
    self = precision
  }

  /// As kernels name it.
  var macro: String {
    switch self {
    case .float32: "0"
    case .tf32: "1"
    case .bf16: "2"
    }
  }

  /// Those that products on a device can have: on a CPU all, which it rounds operands to, so that learning with them can
  /// be studied; on a GPU those that its matrix instructions have.
  package static func available(on info: DeviceInfo) -> [Precision] {
    info.isCPU || info.matrixInstructions != nil ? allCases : [.float32]
  }
}
