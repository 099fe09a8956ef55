import Common
import Foundation
import TestSupport
import Testing

@testable import Telemetry

/// Files of events, read as TensorBoard does.
@Suite struct TensorBoardTests {
  /// A field of a protocol buffer: its number and its value, the bytes of it where it is no number.
  private struct Field {
    let number: UInt64
    let value: UInt64
    let bytes: [UInt8]
  }

  private func little(_ bytes: some Collection<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func fields(_ message: [UInt8]) throws -> [Field] {
    var (rest, fields) = (message[...], [Field]())
    func variable() throws -> UInt64 {
      var (value, shift) = (UInt64(0), UInt64(0))
      while true {
        let next = rest.popFirst()
        let byte = try #require(next)
        value |= UInt64(byte & 0x7f) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
    }
    while !rest.isEmpty {
      let head = try variable()
      let value: UInt64
      var bytes: [UInt8] = []
      switch head & 7 {
      case 0: value = try variable()
      case 1, 5:
        bytes = Array(rest.prefix(head & 7 == 1 ? 8 : 4))
        rest = rest.dropFirst(bytes.count)
        value = little(bytes)
      default:
        value = try variable()
        bytes = Array(rest.prefix(Int(value)))
        rest = rest.dropFirst(bytes.count)
      }
      fields.append(Field(number: head >> 3, value: value, bytes: bytes))
    }
    return fields
  }

  /// The messages of a file, whose checks must be right.
  private func messages(_ path: String) throws -> [[Field]] {
    var rest = [UInt8](try Data(contentsOf: URL(filePath: path)))[...]
    var messages: [[Field]] = []
    while !rest.isEmpty {
      let length = Int(little(rest.prefix(8)))
      #expect(CRC32C.masked(rest.prefix(8)) == UInt32(little(rest.dropFirst(8).prefix(4))))
      let message = Array(rest.dropFirst(12).prefix(length))
      #expect(CRC32C.masked(message) == UInt32(little(rest.dropFirst(12 + length).prefix(4))))
      messages.append(try fields(message))
      rest = rest.dropFirst(16 + length)
    }
    return messages
  }

  /// A number or a picture at a step.
  private struct Event {
    let tag: String
    let step: Int
    var number: Float?
    var picture: [UInt8] = []
  }

  /// All events of a file but the first, which says what the file is.
  private func events(_ path: String) throws -> [Event] {
    try messages(path).dropFirst().map { message in
      let step = try #require(message.first { $0.number == 2 })
      let summary = try #require(message.first { $0.number == 5 })
      let value = try fields(try fields(summary.bytes)[0].bytes)
      var event = Event(tag: String(decoding: value[0].bytes, as: UTF8.self), step: Int(step.value))
      for field in value {
        if field.number == 2 { event.number = Float(bitPattern: UInt32(field.value)) }
        if field.number == 4 { event.picture = try fields(field.bytes).last?.bytes ?? [] }
      }
      return event
    }
  }

  @Test func checksAreCastagnolis() {
    #expect(CRC32C.of(Array("123456789".utf8)) == 0xe306_9283)
    #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
  }

  /// As TensorFlow 2 writes it.
  @Test func aRecordHasTheBytesOfOthers() {
    let bytes = BoardEvent.fileVersion(wall: 0).record
    #expect(bytes.prefix(8).elementsEqual([24, 0, 0, 0, 0, 0, 0, 0]))
    #expect(
      bytes.dropFirst(12).prefix(24).elementsEqual(
        [9, 0, 0, 0, 0, 0, 0, 0, 0, 26, 13] + Array("brain.Event:2".utf8)))
  }

  @Test func aRecordIsExportedAndFollowed() throws {
    let temporary = try TemporaryFolder()
    let writer = try RunWriter.create(at: temporary.file("run"), name: "a", configuration: "seed: 1\n")
    let record = try MetricsRecord(writing: writer.folder.metrics)
    var batch = MetricsBatch()
    batch.add("loss/value", 0.5, step: 10, wall: 1)
    batch.add("loss/value", .nan, step: 20, wall: 2)
    batch.episodes = [EpisodeRow(number: 0, step: 10, environment: 0, return: 9, length: 9, wall: 1)]
    try record.append(batch)
    var picture = AnimatedPicture(width: 3, height: 2, channels: 1, delay: 4)
    picture.append([0, 1, 2, 3, 4, 5])
    let file = "\(writer.folder.pictures)/evaluate-5-simulations-000000010.gif"
    try Data(picture.gif).write(to: URL(filePath: file))
    let log = try TensorBoardLog(of: writer.folder, record: record, in: temporary.file("board"))
    let first = try events(log.file)
    #expect(first.map(\.tag) == ["metrics/loss/value", "episodes/return", "pictures/evaluate-5-simulations"])
    #expect(first.map(\.step) == [10, 10, 10])
    #expect(first.map(\.number) == [0.5, 9, nil])
    #expect(first[2].picture == picture.gif)
    var next = MetricsBatch()
    next.add("loss/value", 0.25, step: 300, wall: 3)
    next.evaluations = [
      EvaluationRow(
        step: 300, simulations: 5, opponent: "mcts:7", episodes: 2, seed: 1, mean: 0.75, standardError: 0.1,
        wall: 3)
    ]
    try record.append(next)
    try log.append(next)
    let more = try events(log.file).dropFirst(3)
    #expect(more.map(\.tag) == ["metrics/loss/value", "evaluations/score_against_mcts_7"])
    #expect(more.map(\.step) == [300, 300] && more.map(\.number) == [0.25, 0.75])
    // What is exported anew takes the file's place.
    let again = try TensorBoardLog(of: writer.folder, record: record, in: temporary.file("board"))
    #expect(try again.file == log.file && events(again.file).count == 5)
  }

  @Test func tablesHoldAllRows() throws {
    let temporary = try TemporaryFolder()
    let record = try MetricsRecord(writing: temporary.file("metrics.sqlite"))
    var batch = MetricsBatch()
    batch.add("a,b", 0.5, step: 10, wall: 1)
    batch.evaluations = [
      EvaluationRow(step: 9, simulations: 5, episodes: 1, seed: 3, mean: 2, standardError: .nan, wall: 4)
    ]
    try record.append(batch)
    let paths = try MetricsTables.write(record, to: temporary.file("out"))
    let texts = try paths.map { try String(contentsOfFile: $0, encoding: .utf8) }
    #expect(texts[0] == "name,step,wall,value\r\n\"a,b\",10,1.0,0.5\r\n")
    #expect(texts[1] == "number,step,environment,return,length,wall\r\n")
    #expect(texts[2].hasSuffix("\r\n9,5,,,1,3,2.0,,,,,4.0\r\n"))
  }
}
