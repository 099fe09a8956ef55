import Randomness

/// Files as a disk, a tool or a person may leave them: a few changes to one that is right.
package struct Mutations {
  private var stream: RandomStream

  /// What stands in text where something else was expected.
  private static let words = [
    "-1", "0", "1e300", "9223372036854775807", "-9223372036854775808", "nan", ".inf", "null", "~", "[]", "{}",
    "\"", "'", "#", ":", ": ", "\n", "\r\n", "\t", "\u{feff}", "\0", "é", "&a", "*a", "<<: *a", "!!int",
    "---", "%",
    "(", ";", "[", "]", "\\", "A1", "pass", "T19", "Z99", "b", "w", "tt",
  ].map { Array($0.utf8) }

  /// The same ones for the same seed.
  package init(seed: UInt64) { stream = RandomStream(seed) }

  /// One to four changes.
  package mutating func next(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0...stream.index(below: 4) { change(&bytes) }
    return bytes
  }

  /// A text with such changes; what is no text then shows as replaced characters.
  package mutating func next(_ original: String) -> String {
    String(decoding: next(Array(original.utf8)), as: UTF8.self)
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else {
      bytes = Self.words[stream.index(below: Self.words.count)]
      return
    }
    let place = stream.index(below: bytes.count)
    let end = min(bytes.count, place + 1 + stream.index(below: 16))
    switch stream.index(below: 9) {
    case 0: bytes[place] ^= 1 << UInt8(stream.index(below: 8))
    case 1: bytes[place] = UInt8(stream.index(below: 256))
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: stream.index(below: bytes.count + 1))
    case 4: bytes.removeLast(bytes.count - place)
    case 5: bytes.insert(contentsOf: Self.words[stream.index(below: Self.words.count)], at: place)
    case 6: bytes.replaceSubrange(place..<end, with: Self.words[stream.index(below: Self.words.count)])
    case 7: for index in place..<end { bytes[index] = 0 }
    default: bytes.swapAt(place, stream.index(below: bytes.count))
    }
  }
}
