/// The cyclic redundancy check of Castagnoli et al. 1993, as TFRecord files have it.
package enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 0 ? value >> 1 : (value >> 1) ^ 0x82f6_3b78 }
  }

  /// Of some bytes.
  package static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { state, byte in (state >> 8) ^ table[Int((state ^ UInt32(byte)) & 0xff)] }
  }

  /// The check of bytes that may hold checks themselves, rotated and shifted as TFRecord files want it.
  package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let value = of(bytes)
    return (value >> 15 | value << 17) &+ 0xa282_ead8
  }
}
