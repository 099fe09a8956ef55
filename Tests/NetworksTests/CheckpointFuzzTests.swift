import Foundation
import Networks
import Safetensors
import TestSupport
import Testing

/// Damages a small checkpoint in every way of a kind: it is read with the expected tensors, or it is a sentence.
@Suite struct CheckpointFuzzTests {
  private let checkpoint = SmallCheckpoint()
  private let data: Data
  private let headerEnd: Int

  init() throws {
    let folder = try TemporaryFolder()
    try checkpoint.write(to: folder.file("a"))
    data = try Data(contentsOf: URL(filePath: folder.file("a")))
    headerEnd = 8 + Int(data[0]) + Int(data[1]) << 8
  }

  /// The tensors of `data`, nil where it is refused; what is read must be of the expected shapes.
  private func read(_ data: Data) throws -> [String: SafetensorsTensor]? {
    do {
      let file = try CheckpointFile(
        SafetensorsFile(name: "test", data: data), expected: checkpoint.specifications)
      for specification in checkpoint.specifications {
        let tensor = try #require(file.tensors[specification.name])
        #expect(tensor.shape == specification.shape && tensor.floats().count == tensor.count)
      }
      #expect(file.tensors.count == checkpoint.specifications.count)
      return file.tensors
    } catch let error as SafetensorsError {
      #expect(error.description.hasPrefix("test: ") && !error.description.contains("\n"))
    } catch let error as CheckpointMismatch {
      #expect(error.description.hasPrefix("test: "))
    }
    return nil
  }

  @Test func theWholeFileIsRead() throws {
    #expect(try read(data) == checkpoint.tensors)
  }

  @Test func everyTruncationIsRefused() throws {
    for length in 0..<data.count {
      #expect(try read(data.prefix(length)) == nil, "\(length) of \(data.count) bytes")
    }
    #expect(try read(data + [0]) == nil)
  }

  @Test func everyFlippedBitOfTheHeaderIsRefusedOrHarmless() throws {
    var (accepted, refused) = (0, 0)
    for index in 0..<headerEnd {
      for bit in 0..<8 {
        var damaged = data
        damaged[index] ^= 1 << bit
        if try read(damaged) == nil { refused += 1 } else { accepted += 1 }
      }
    }
    // What stands in the metadata's values may change unseen, and no more.
    #expect(refused > 10 * accepted && accepted > 0, "\(accepted) accepted, \(refused) refused")
  }

  @Test func everyChangedLengthOfTheHeaderIsRefused() throws {
    for length in [UInt64.max, 1 << 63, 1 << 62, 1 << 40, UInt64(data.count - 7)] {
      #expect(try read(withUnsafeBytes(of: length.littleEndian) { Data($0) } + data.dropFirst(8)) == nil)
    }
    for length in 0..<data.count - 8 where length != headerEnd - 8 {
      let damaged = withUnsafeBytes(of: UInt64(length).littleEndian) { Data($0) } + data.dropFirst(8)
      #expect(try read(damaged) == nil, "\(length)")
    }
  }

  @Test func everyOtherOffsetIsRefused() throws {
    let header = String(decoding: data[8..<headerEnd], as: UTF8.self)
    let body = data[headerEnd...]
    let offsets = header.matches(of: #/"data_offsets":\[(\d+),(\d+)\]/#)
    #expect(offsets.count == checkpoint.specifications.count)
    for offset in offsets {
      for begin in stride(from: 0, through: body.count + 4, by: 1) {
        for size in [0, 8, 24] {
          let changed = "\"data_offsets\":[\(begin),\(begin + size)]"
          let damaged = header.replacingCharacters(in: offset.range, with: changed)
          let isSame = changed == String(offset.output.0)
          let tensors = try read(SafetensorsBuilder.file(header: damaged, body: body))
          #expect((tensors != nil) == isSame, "\(offset.output.0) → \(changed)")
        }
      }
    }
  }

  @Test func aNameThatStandsTwiceIsRefused() throws {
    let header = String(decoding: data[8..<headerEnd], as: UTF8.self)
    let twice = header.replacing("dynamics.0.bias", with: "norm.running_mean")
    #expect(twice != header)
    #expect(try read(SafetensorsBuilder.file(header: twice, body: data[headerEnd...])) == nil)
  }
}
