import Conformance
import Device
import Foundation
import Safetensors
import TestSupport
import Testing

/// Damages a small valid file in thousands of seeded ways: each is read or is a `SafetensorsError`, and what is read
/// can be run; nothing crashes.
@Suite struct FuzzTests {
  @Test func noDamageCrashes() throws {
    let original = try EluCase().data()
    let runner = try CaseRunner(device: Devices.select("cpu"))
    var generator = SeededGenerator(seed: 1)
    var read = 0
    var rejected = 0
    for _ in 0..<5000 {
      var mutation = Mutation(data: original, generator: generator)
      for _ in 0..<Int.random(in: 1...3, using: &generator) { mutation.mutate() }
      generator = mutation.generator
      do {
        let file = try ConformanceFile(SafetensorsFile(name: "test", data: mutation.data))
        for conformanceCase in file.cases { _ = try runner.run(conformanceCase) }
        read += 1
      } catch let error as SafetensorsError {
        #expect(!error.description.contains("\n"))
        rejected += 1
      }
    }
    #expect(read > 100 && rejected > 1000, "\(read) read, \(rejected) rejected: the damage is too one-sided")
  }
}

/// A file's bytes that are damaged step by step.
private struct Mutation {
  private(set) var data: Data
  private(set) var generator: SeededGenerator

  init(data: Data, generator: SeededGenerator) {
    self.data = data
    self.generator = generator
  }

  mutating func mutate() {
    guard data.count > 16 else { return }
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: data[place(data.count)] ^= 1 << Int.random(in: 0..<8, using: &generator)
    case 1: data = data.prefix(place(data.count))
    case 2: data.insert(contentsOf: randomBytes(), at: place(data.count))
    case 3: data.remove(at: place(data.count))
    case 4: setHeaderLength(length &+ UInt64(bitPattern: Int64.random(in: -9...9, using: &generator)))
    case 5: setHeaderLength(.random(in: 0 ... .max, using: &generator))
    case 6: replaceNumber()
    case 7: swapNumbers()
    case 8: replaceLetter()
    default:
      data[data.count - 1 - place(min(data.count, 64))] = UInt8.random(in: 0 ... .max, using: &generator)
    }
  }

  private mutating func place(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

  private mutating func randomBytes() -> [UInt8] {
    (0...place(8)).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }
  }

  private var length: UInt64 { data.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) } }

  private mutating func setHeaderLength(_ length: UInt64) {
    data.replaceSubrange(0..<8, with: withUnsafeBytes(of: length.littleEndian) { Data($0) })
  }

  // MARK: The header's text, whose length is set right after each change

  private var header: Range<Int>? {
    length <= UInt64(data.count - 8) ? 8..<8 + Int(length) : nil
  }

  private mutating func replaceHeader(_ range: Range<Int>, with bytes: [UInt8]) {
    data.replaceSubrange(range, with: bytes)
    setHeaderLength(length &+ UInt64(bitPattern: Int64(bytes.count - range.count)))
  }

  /// The runs of digits.
  private var numbers: [Range<Int>] {
    guard let header else { return [] }
    var numbers: [Range<Int>] = []
    for index in header where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(data[index]) {
      if let last = numbers.last, last.upperBound == index {
        numbers[numbers.count - 1] = last.lowerBound..<index + 1
      } else {
        numbers.append(index..<index + 1)
      }
    }
    return numbers
  }

  private mutating func replaceNumber() {
    guard let range = numbers.randomElement(using: &generator) else { return }
    let choices = [
      "0", "1", "2", "3", "4", "8", "16", "-1", "0.5", "1e400", "null", "[]", "4294967296",
      "9223372036854775807", "18446744073709551616",
    ]
    replaceHeader(range, with: Array(choices.randomElement(using: &generator)!.utf8))
  }

  private mutating func swapNumbers() {
    let numbers = numbers
    guard numbers.count > 1 else { return }
    let pair = numbers.shuffled(using: &generator).prefix(2).sorted { $0.lowerBound < $1.lowerBound }
    let (first, second) = (Array(data[pair[0]]), Array(data[pair[1]]))
    replaceHeader(pair[1], with: first)
    replaceHeader(pair[0], with: second)
  }

  private mutating func replaceLetter() {
    guard let header, !header.isEmpty else { return }
    data[header.randomElement(using: &generator)!] = UInt8.random(in: 0x20..<0x7F, using: &generator)
  }
}
