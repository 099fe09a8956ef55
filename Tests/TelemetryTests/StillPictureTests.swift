import Common
import Testing

@testable import Telemetry

/// Pictures of bars, read back by a decoder that the tests have of their own.
@Suite struct StillPictureTests {
  /// What fixed codes of RFC 1951 stand for, whose runs repeat any earlier bytes.
  private func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
    var position = 0
    func bit() -> Int {
      defer { position += 1 }
      return Int(bytes[position / 8]) >> (position % 8) & 1
    }
    func number(_ bits: Int) -> Int { (0..<bits).reduce(0) { $0 | bit() << $1 } }
    func code(_ bits: Int, _ start: Int = 0) -> Int {
      (0..<bits).reduce(start) { value, _ in value << 1 | bit() }
    }
    func symbol() -> Int {
      let seven = code(7)
      if seven < 24 { return 256 + seven }
      let eight = code(1, seven)
      if eight < 0xc0 { return eight - 0x30 }
      if eight < 0xc8 { return 280 + eight - 0xc0 }
      return 144 + code(1, eight) - 0x190
    }
    let lengths = [
      3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
      227,
      258,
    ]
    let extraBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
    #expect(number(3) == 3, "the last block, of fixed codes")
    var output: [UInt8] = []
    while true {
      let symbol = symbol()
      if symbol < 256 {
        output.append(UInt8(symbol))
      } else if symbol == 256 {
        return output
      } else {
        let length = lengths[symbol - 257] + number(extraBits[symbol - 257])
        #expect(code(5) == 0, "only the byte before is repeated")
        for _ in 0..<length { output.append(try #require(output.last)) }
      }
    }
  }

  /// The bodies of a file's chunks.
  private func chunks(_ file: [UInt8]) throws -> [String: [UInt8]] {
    func number(_ start: Int) -> Int { file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    var chunks: [String: [UInt8]] = [:]
    var start = 8
    while start < file.count {
      let count = number(start)
      let body = Array(file[start + 4..<start + 8 + count])
      #expect(number(start + 8 + count) == Int(CRC32.of(body)))
      chunks[String(decoding: body.prefix(4), as: UTF8.self)] = Array(body.dropFirst(4))
      start += 12 + count
    }
    return chunks
  }

  /// Runs of every length that has a code of its own, and bytes of every kind between them.
  @Test func runsAreReadBack() throws {
    var data: [UInt8] = []
    for length in 1...600 {
      data += [UInt8](repeating: UInt8(truncatingIfNeeded: length * 37), count: length)
    }
    let compressed = RunCodes.compressed(data)
    #expect(Array(compressed.prefix(2)) == [0x78, 0x01])
    #expect(try inflated(Array(compressed.dropFirst(2).dropLast(4))) == data)
    #expect(compressed.count < data.count / 30)
    // "Wikipedia" has the checksum 0x11e60398.
    #expect(Array(RunCodes.compressed(Array("Wikipedia".utf8)).suffix(4)) == [0x11, 0xe6, 0x03, 0x98])
    #expect(try inflated(Array(RunCodes.compressed([]).dropFirst(2).dropLast(4))) == [])
  }

  @Test func aPictureIsReadBack() throws {
    var picture = StillPicture(width: 300, height: 9, palette: [0xffffff, 0x102030, 0xc0392b])
    picture.fill(left: 290, top: 2, width: 50, height: 3, color: 2)
    picture.write("l", left: 0, bottom: 8, scale: 1, color: 1)
    let chunks = try chunks(picture.png)
    #expect(chunks["IHDR"] == [0, 0, 1, 44, 0, 0, 0, 9, 8, 3, 0, 0, 0])
    #expect(chunks["PLTE"] == [255, 255, 255, 16, 32, 48, 192, 57, 43])
    #expect(chunks["IEND"] == [])
    let data = try inflated(Array(try #require(chunks["IDAT"]).dropFirst(2).dropLast(4)))
    try #require(data.count == 9 * 301)
    var pixels = [UInt8](repeating: 0, count: 300)
    for row in 0..<9 {
      #expect(data[row * 301] == 2)
      for column in 0..<300 { pixels[column] &+= data[row * 301 + 1 + column] }
      #expect(
        pixels[289] == 0 && pixels[290] == ((2..<5).contains(row) ? 2 : 0) && pixels[299] == pixels[290])
      // The letter's stem is its third column.
      #expect(pixels[2] == ((1..<8).contains(row) ? 1 : 0), "row \(row)")
    }
  }

  @Test func barsAreAsLongAsTheirValues() throws {
    let chart = BarChart(
      title: "t", isLogarithmic: false,
      groups: [.init(name: "g", bars: [.init(name: "a", value: 10), .init(name: "b", value: 5)])])
    let chunks = try chunks(chart.png)
    let data = try inflated(Array(try #require(chunks["IDAT"]).dropFirst(2).dropLast(4)))
    let width = 2 * 780
    try #require(data.count % (width + 1) == 0)
    var pixels = [UInt8](repeating: 0, count: width)
    var longest: [UInt8: Int] = [:]
    for row in 0..<data.count / (width + 1) {
      for column in 0..<width { pixels[column] &+= data[row * (width + 1) + 1 + column] }
      for color: UInt8 in [2, 3] { longest[color] = max(longest[color] ?? 0, pixels.count { $0 == color }) }
    }
    #expect(longest == [2: 1120, 3: 560])
    #expect(chart.svg.contains("width=\"560.0\"") && chart.svg.contains("width=\"280.0\""))
  }
}
