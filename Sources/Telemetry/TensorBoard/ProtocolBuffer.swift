/// A message in the encoding of protocol buffers.
struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  /// The wire type, which is encoded with the field's number: how the value is written.
  private enum Kind: UInt64 {
    case variable = 0
    case eightBytes = 1
    case counted = 2
    case fourBytes = 5
  }

  private mutating func begin(_ field: UInt64, _ kind: Kind) { writeVariable(field << 3 | kind.rawValue) }

  /// Writes a number with seven bits per byte, the lowest first.
  private mutating func writeVariable(_ value: UInt64) {
    var rest = value
    while rest > 0x7f {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func add(_ field: UInt64, _ value: Int) {
    begin(field, .variable)
    writeVariable(UInt64(bitPattern: Int64(value)))
  }

  mutating func add(_ field: UInt64, _ value: Double) {
    begin(field, .eightBytes)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func add(_ field: UInt64, _ value: Float) {
    begin(field, .fourBytes)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func add(_ field: UInt64, _ value: [UInt8]) {
    begin(field, .counted)
    writeVariable(UInt64(value.count))
    bytes += value
  }

  mutating func add(_ field: UInt64, _ value: String) { add(field, Array(value.utf8)) }

  /// Adds a nested message, which `body` writes.
  mutating func add(_ field: UInt64, _ body: (inout ProtocolBuffer) -> Void) {
    var inner = ProtocolBuffer()
    body(&inner)
    add(field, inner.bytes)
  }
}
