import Common

/// A picture with at most 256 colors, as a PNG (ISO/IEC 15948).
package struct StillPicture: Sendable {
  package let width: Int
  package let height: Int
  /// The colors' red, green and blue: [colors, 3].
  private let palette: [UInt8]
  /// The indices of colors in the palette: [height, width].
  private var pixels: [UInt8]

  private static let maximumPixels = 1 << 28

  /// A picture filled with the palette's first color. A color is 0xrrggbb.
  package init(width: Int, height: Int, palette: [UInt32]) {
    precondition(
      width > 0 && height > 0 && width <= Self.maximumPixels / height,
      "a picture of \(width) × \(height) pixels"
    )
    precondition((1...256).contains(palette.count), "\(palette.count) colours")
    (self.width, self.height) = (width, height)
    self.palette = palette.flatMap { color in
      [16, 8, 0].map { UInt8(truncatingIfNeeded: color >> UInt32($0)) }
    }
    pixels = [UInt8](repeating: 0, count: width * height)
  }

  /// Fills the part of a rectangle that lies within the picture.
  package mutating func fill(left: Int, top: Int, width: Int, height: Int, color: UInt8) {
    precondition(3 * Int(color) < palette.count, "colour \(color) of \(palette.count / 3)")
    let columns = max(0, left)..<max(0, left, min(self.width, left + width))
    for row in max(0, top)..<max(0, top, min(self.height, top + height)) {
      for column in columns { pixels[row * self.width + column] = color }
    }
  }

  /// The width of a text in pixels. Its letters are eight dots high.
  package static func width(of text: String, scale: Int) -> Int {
    text.count * (Glyphs.width + 1) * scale
  }

  /// Draws a text whose letters end above `bottom`, with dots of `scale` × `scale` pixels.
  package mutating func write(_ text: String, left: Int, bottom: Int, scale: Int, color: UInt8) {
    for (place, character) in text.enumerated() {
      let start = left + place * (Glyphs.width + 1) * scale
      for row in 0..<Glyphs.height {
        for column in 0..<Glyphs.width where Glyphs.isSet(character, column: column, row: row) {
          fill(
            left: start + column * scale, top: bottom - (Glyphs.height - 1 - row) * scale, width: scale,
            height: scale, color: color)
        }
      }
    }
  }

  // MARK: The file

  /// The content of the file.
  package var png: [UInt8] {
    // Eight bits for each index into the palette.
    let head = Self.bigEndian(width) + Self.bigEndian(height) + [8, 3, 0, 0, 0]
    return [0x89] + Array("PNG\r\n".utf8) + [0x1a, 0x0a] + Self.chunk("IHDR", head)
      + Self.chunk("PLTE", palette) + Self.chunk("IDAT", RunCodes.compressed(filteredRows))
      + Self.chunk("IEND", [])
  }

  private static func chunk(_ kind: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(kind.utf8) + data
    return bigEndian(data.count) + body + bigEndian(Int(CRC32.of(body)))
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The rows as differences from the row above, so that equal rows become zeros.
  private var filteredRows: [UInt8] {
    let differenceFromAbove: UInt8 = 2
    var bytes: [UInt8] = []
    bytes.reserveCapacity((width + 1) * height)
    for row in 0..<height {
      bytes.append(differenceFromAbove)
      for index in row * width..<(row + 1) * width {
        bytes.append(pixels[index] &- (row > 0 ? pixels[index - width] : 0))
      }
    }
    return bytes
  }
}
