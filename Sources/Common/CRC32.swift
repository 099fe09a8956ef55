/// The CRC-32 checksum of IEEE 802.3, computed eight bytes at a time.
package struct CRC32: Sendable {
  /// The effect of a byte with 0 to 7 bytes after it: [8, 256].
  private static let table: [UInt32] = {
    var table = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : (value >> 1) ^ 0xedb8_8320 }
      table[byte] = value
    }
    for index in 256..<8 * 256 {
      let before = table[index - 256]
      table[index] = (before >> 8) ^ table[Int(before & 0xff)]
    }
    return table
  }()

  private var state: UInt32 = .max

  /// The checksum of all bytes added so far.
  package var value: UInt32 { ~state }

  package init() {}

  package mutating func add(_ bytes: some Collection<UInt8>) {
    let state = state
    let result = bytes.withContiguousStorageIfAvailable { Self.next(state, UnsafeRawBufferPointer($0)) }
    self.state = result ?? Array(bytes).withUnsafeBytes { Self.next(state, $0) }
  }

  /// The checksum of the given bytes.
  package static func of(_ bytes: some Collection<UInt8>) -> UInt32 {
    var check = CRC32()
    check.add(bytes)
    return check.value
  }

  private static func next(_ state: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      var state = state
      var index = 0
      while index + 8 <= bytes.count {
        let word =
          UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ UInt64(state)
        state = 0
        for place in 0..<8 {
          state ^= table[(7 - place) * 256 + Int((word >> UInt64(8 * place)) & 0xff)]
        }
        index += 8
      }
      while index < bytes.count {
        state = (state >> 8) ^ table[Int((state ^ UInt32(bytes[index])) & 0xff)]
        index += 1
      }
      return state
    }
  }
}
