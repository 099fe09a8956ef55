import Telemetry
import TestSupport
import Testing

@Suite struct AnimatedPictureTests {
  /// Noise fills the table of codes several times; one colour gives the longest codes.
  @Test(arguments: [(1, 1), (7, 5), (150, 200)]) func greyComesBackAsItWas(width: Int, height: Int) throws {
    var generator = SeededGenerator(seed: 1)
    var picture = AnimatedPicture(width: width, height: height, channels: 1, delay: 7)
    let noise = (0..<width * height).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let plain = [UInt8](repeating: 200, count: width * height)
    for frame in [noise, plain] { picture.append(frame) }
    let read = try #require(GIFReader(picture.gif))
    #expect((read.width, read.height, read.delays) == (width, height, [7, 7]))
    #expect(read.frames == [noise, plain].map { $0.flatMap { [$0, $0, $0] } })
  }

  @Test func coloursAreTheNearestOfThePalette() throws {
    var picture = AnimatedPicture(width: 2, height: 2, channels: 3, delay: 1)
    picture.append([0, 0, 0, 255, 255, 255, 255, 0, 51, 20, 130, 240])
    let read = try #require(GIFReader(picture.gif))
    #expect(read.frames == [[0, 0, 0, 255, 255, 255, 255, 0, 51, 0, 127, 255]])
  }
}

/// Reads the files that `AnimatedPicture` writes.
private struct GIFReader {
  private(set) var width = 0
  private(set) var height = 0
  private(set) var delays: [Int] = []
  /// [height, width, 3] each.
  private(set) var frames: [[UInt8]] = []

  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: Array("GIF89a".utf8)), bytes.last == 0x3b else { return nil }
    func word(_ place: Int) -> Int { Int(bytes[place]) | Int(bytes[place + 1]) << 8 }
    (width, height) = (word(6), word(8))
    let palette = Array(bytes[13..<13 + 768])
    var place = 13 + 768
    func blocks() -> [UInt8] {
      var data: [UInt8] = []
      while bytes[place] != 0 {
        data += bytes[place + 1...place + Int(bytes[place])]
        place += 1 + Int(bytes[place])
      }
      place += 1
      return data
    }
    while bytes[place] != 0x3b {
      if bytes[place] == 0x21 {
        let kind = bytes[place + 1]
        place += 2
        let data = blocks()
        if kind == 0xf9 { delays.append(Int(data[1]) | Int(data[2]) << 8) }
      } else {
        guard bytes[place] == 0x2c, bytes[place + 10] == 8 else { return nil }
        place += 11
        guard let colors = Self.colors(blocks()), colors.count == width * height else { return nil }
        frames.append(colors.flatMap { palette[Int($0) * 3..<Int($0) * 3 + 3] })
      }
    }
  }

  /// Undoes the codes of Lempel, Ziv and Welch.
  private static func colors(_ data: [UInt8]) -> [UInt8]? {
    var (table, result, previous) = ([[UInt8]](), [UInt8](), [UInt8]())
    var (place, width) = (0, 9)
    while place + width <= data.count * 8 {
      let code = (0..<width).reduce(0) { code, bit in
        code | (Int(data[(place + bit) / 8]) >> ((place + bit) % 8) & 1) << bit
      }
      place += width
      if code == 257 { return result }
      if code == 256 {
        table = (0..<258).map { [UInt8(truncatingIfNeeded: $0)] }
        (width, previous) = (9, [])
        continue
      }
      guard code < table.count || (code == table.count && !previous.isEmpty) else { return nil }
      let entry = code < table.count ? table[code] : previous + [previous[0]]
      if !previous.isEmpty && table.count < 4096 { table.append(previous + [entry[0]]) }
      if table.count == 1 << width && width < 12 { width += 1 }
      result += entry
      previous = entry
    }
    return nil
  }
}
