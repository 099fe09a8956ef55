/// Pictures of one size as an animated GIF (CompuServe 1990, version 89a) that repeats.
///
/// Gray pictures are exact. Color pictures have 6 × 7 × 6 colors.
package struct AnimatedPicture: Sendable {
  package let width: Int
  package let height: Int
  /// The number of channels: 1 for gray, 3 for red, green and blue.
  package let channels: Int
  /// The time that each picture is shown, in hundredths of a second.
  package let delay: Int
  private var frames: [[UInt8]] = []

  /// An animation without pictures.
  package init(width: Int, height: Int, channels: Int, delay: Int) {
    precondition(
      (1...0xffff).contains(width) && (1...0xffff).contains(height) && (1...0xffff).contains(delay),
      "pictures of \(width) × \(height) pixels for \(delay) hundredths of a second")
    precondition(channels == 1 || channels == 3, "\(channels) channels, where 1 or 3 are possible")
    (self.width, self.height, self.channels, self.delay) = (width, height, channels, delay)
  }

  /// Adds a picture, [height, width, channels].
  package mutating func append(_ picture: [UInt8]) {
    precondition(
      picture.count == width * height * channels,
      "a picture of \(picture.count) bytes, where \(width) × \(height) × \(channels) are expected")
    frames.append(picture)
  }

  /// The content of the file.
  package var gif: [UInt8] {
    var bytes = Array("GIF89a".utf8)
    func word(_ value: Int) -> [UInt8] { [UInt8(value & 0xff), UInt8(value >> 8)] }
    // A palette of 256 colors for all pictures.
    bytes += word(width) + word(height) + [0xf7, 0, 0] + palette
    bytes += [0x21, 0xff, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
    for frame in frames {
      bytes += [0x21, 0xf9, 4, 0] + word(delay) + [0, 0]
      bytes += [0x2c, 0, 0, 0, 0] + word(width) + word(height) + [0, 8]
      let data = ColorCodes.compressed(indices(of: frame))
      for start in stride(from: 0, to: data.count, by: 255) {
        let block = data[start..<min(start + 255, data.count)]
        bytes.append(UInt8(block.count))
        bytes += block
      }
      bytes.append(0)
    }
    return bytes + [0x3b]
  }

  // MARK: Colours

  /// The numbers of levels of red, green and blue.
  private static let levels = [6, 7, 6]

  private var palette: [UInt8] {
    if channels == 1 { return (0...255).flatMap { [UInt8](repeating: $0, count: 3) } }
    let scales = Self.levels.map { count in (0..<count).map { UInt8($0 * 255 / (count - 1)) } }
    let colors = scales[0].flatMap { red in
      scales[1].flatMap { green in scales[2].flatMap { [red, green, $0] } }
    }
    return colors + [UInt8](repeating: 0, count: 768 - colors.count)
  }

  private func indices(of frame: [UInt8]) -> [UInt8] {
    if channels == 1 { return frame }
    return stride(from: 0, to: frame.count, by: 3).map { start in
      let index = (0..<3).reduce(0) { index, channel in
        let highest = Self.levels[channel] - 1
        return index * Self.levels[channel] + (Int(frame[start + channel]) * highest + 127) / 255
      }
      return UInt8(index)
    }
  }
}

/// The variable-length codes of Lempel, Ziv and Welch (Welch 1984) for bytes, as in GIF.
private struct ColorCodes {
  private static let clear = 256
  private static let end = 257
  private static let maximum = 4096

  private var bytes: [UInt8] = []
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var width = 9

  static func compressed(_ colors: [UInt8]) -> [UInt8] {
    var codes = ColorCodes()
    var known: [Int: Int] = [:]
    var next = end + 1
    codes.write(clear)
    var prefix = Int(colors[0])
    for color in colors.dropFirst() {
      let pair = prefix << 8 | Int(color)
      if let code = known[pair] {
        prefix = code
        continue
      }
      codes.write(prefix)
      if next < maximum {
        known[pair] = next
        // A reader knows each code one step later, so its codes become wider then.
        if next == 1 << codes.width { codes.width += 1 }
        next += 1
      } else {
        codes.write(clear)
        known = [:]
        next = end + 1
        codes.width = 9
      }
      prefix = Int(color)
    }
    codes.write(prefix)
    codes.write(end)
    if codes.bitCount > 0 { codes.bytes.append(UInt8(codes.bits & 0xff)) }
    return codes.bytes
  }

  private mutating func write(_ code: Int) {
    bits |= UInt32(code) << UInt32(bitCount)
    bitCount += width
    while bitCount >= 8 {
      bytes.append(UInt8(bits & 0xff))
      bits >>= 8
      bitCount -= 8
    }
  }
}
