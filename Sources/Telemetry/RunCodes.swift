/// Compresses bytes to zlib's format (RFC 1950 and 1951) by fixed codes: runs of equal bytes become short,
/// everything else does not.
struct RunCodes {
  /// The smallest and largest numbers of bytes that one code repeats.
  private static let shortest = 3
  private static let longest = 258
  /// For each run-length code from 257 on, the shortest such run, and the number of additional bits.
  private static let runs: [(base: Int, bits: Int)] = {
    var runs: [(base: Int, bits: Int)] = []
    var base = shortest
    for code in 0..<28 {
      let bits = max(0, code / 4 - 1)
      runs.append((base, bits))
      base += 1 << bits
    }
    return runs + [(longest, 0)]
  }()
  private static let firstRunCode = 257
  private static let endCode = 256

  private var bytes: [UInt8] = []
  private var bits: UInt32 = 0
  private var bitCount = 0

  static func compressed(_ data: [UInt8]) -> [UInt8] {
    var codes = RunCodes()
    // A window of 32 KiB, and a last block with fixed codes.
    codes.bytes = [0x78, 0x01]
    codes.write(0b011, count: 3)
    var index = 0
    while index < data.count {
      let byte = data[index]
      codes.writeCode(Int(byte))
      index += 1
      let end = data[index...].prefix(longest).prefix { $0 == byte }.endIndex
      if end - index >= shortest {
        codes.writeRun(end - index)
        index = end
      }
    }
    codes.writeCode(endCode)
    if codes.bitCount > 0 { codes.write(0, count: 8 - codes.bitCount) }
    let sum = checksum(of: data)
    return codes.bytes + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
  }

  /// Repeats the previous byte `length` times.
  private mutating func writeRun(_ length: Int) {
    let index = Self.runs.lastIndex { $0.base <= length }!
    let run = Self.runs[index]
    writeCode(Self.firstRunCode + index)
    write(UInt32(length - run.base), count: run.bits)
    // The distance is 1.
    write(0, count: 5)
  }

  /// Writes a fixed code, highest bit first.
  private mutating func writeCode(_ code: Int) {
    let (value, count) =
      switch code {
      case ..<144: (0x30 + code, 8)
      case ..<256: (0x190 + code - 144, 9)
      case ..<280: (code - 256, 7)
      default: (0xc0 + code - 280, 8)
      }
    for bit in (0..<count).reversed() { write(UInt32(value >> bit & 1), count: 1) }
  }

  /// Writes bits, lowest first.
  private mutating func write(_ value: UInt32, count: Int) {
    bits |= value << UInt32(bitCount)
    bitCount += count
    while bitCount >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      bitCount -= 8
    }
  }

  /// The Adler-32 checksum.
  private static func checksum(of data: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in data {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return high << 16 | low
  }
}
