/// The CRC-32C checksum of Castagnoli et al. 1993, used in TFRecord files.
package enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 0 ? value >> 1 : (value >> 1) ^ 0x82f6_3b78 }
  }

  /// The checksum of the given bytes.
  package static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { state, byte in (state >> 8) ^ table[Int((state ^ UInt32(byte)) & 0xff)] }
  }

  /// The checksum, rotated and offset as in TFRecord files, for bytes that may contain checksums themselves.
  package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let value = of(bytes)
    return (value >> 15 | value << 17) &+ 0xa282_ead8
  }
}
