import Common
import Environments
import Foundation
import Randomness
import TestSupport
import Testing

@testable import Replay

/// Replay that outlives its process.
struct StorageTests {
  private let configuration = ReplayConfiguration(
    specification: specification(element: .uint8),
    targets: TargetConfiguration(unrollSteps: 2, bootstrapSteps: 3, discount: 0.9), maximumSteps: 20,
    segmentBytes: 700)

  /// Plays `count` episodes, with some learning behind each.
  private func play(_ buffer: ReplayBuffer, _ count: Int, _ stream: inout RandomStream) throws {
    for _ in 0..<count {
      try buffer.append(
        Script(
          steps: 2 + stream.index(below: 4), isTerminated: stream.uniform() < 0.5,
          specification: specification(element: .uint8), stream: &stream
        ).trajectory)
      let positions = buffer.sample(count: 3, stream: &stream)
      try buffer.setPriorities(positions, valueErrors: positions.map { _ in Float(stream.normal()) })
    }
  }

  private func expectSame(_ first: ReplayBuffer, _ second: ReplayBuffer) throws {
    #expect(first.serials == second.serials)
    #expect(first.totalSteps == second.totalSteps && first.bytes == second.bytes)
    for serial in first.serials where second.serials.contains(serial) {
      #expect(first.trajectory(serial) == second.trajectory(serial))
    }
    var (one, two) = (RandomStream(1), RandomStream(1))
    let drawn = first.sample(count: 20, stream: &one)
    #expect(drawn == second.sample(count: 20, stream: &two))
    #expect(first.fill(drawn, stream: &one) == second.fill(drawn, stream: &two))
  }

  private func copy(_ folder: TemporaryFolder) throws -> TemporaryFolder {
    let copy = try TemporaryFolder()
    for name in try folder.names {
      try FileManager.default.copyItem(atPath: folder.file(name), toPath: copy.file(name))
    }
    return copy
  }

  private func sizes(_ folder: TemporaryFolder) throws -> [(name: String, size: Int)] {
    try folder.names.map { name in
      (name, try Data(contentsOf: URL(filePath: folder.file(name))).count)
    }
  }

  private func truncate(_ path: String, _ length: Int) throws {
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.truncate(atOffset: UInt64(length))
    try file.close()
  }

  @Test func recordsHaveAllOfATrajectory() throws {
    var stream = RandomStream(2)
    let targets = TargetConfiguration(
      unrollSteps: 1, bootstrapSteps: 2, discount: 1, players: 2, stackedObservations: 2)
    for element in [EnvironmentSpecification.Observations.Element.float32, .uint8] {
      let script = Script(
        steps: 17, isTerminated: false, specification: specification(players: 2, element: element),
        stream: &stream)
      let pieces = script.pieces(sequenceLength: 5, targets: targets) + [script.trajectory]
      for piece in pieces {
        #expect(try Trajectory(record: piece.record) == piece)
        #expect(throws: ByteReader.Mismatch.self) { try Trajectory(record: piece.record.dropLast()) }
        #expect(throws: ByteReader.Mismatch.self) { try Trajectory(record: piece.record + [0]) }
      }
    }
  }

  @Test func episodesUnderWayGoOnFromTheirRecords() {
    var stream = RandomStream(3)
    let targets = TargetConfiguration(
      unrollSteps: 1, bootstrapSteps: 2, discount: 1, players: 2, stackedObservations: 2)
    let script = Script(
      steps: 17, isTerminated: false, specification: specification(players: 2), stream: &stream)
    let pieces = script.pieces(sequenceLength: 5, targets: targets) { cutter in
      let record = cutter.record
      #expect(throws: ReplayError.self) {
        try TrajectoryCutter(record: record.dropLast(), sequenceLength: 5, targets: targets)
      }
      #expect(throws: Never.self) {
        cutter = try TrajectoryCutter(record: record, sequenceLength: 5, targets: targets)
      }
    }
    #expect(pieces == script.pieces(sequenceLength: 5, targets: targets))
  }

  @Test func recordsKeepTheirFormat() {
    let script = Script(
      rewards: [2, 4], rootValues: [3, 5], isTerminated: false, finalValue: 6, specification: specification())
    let observations: [Float] = [0, 1, 10, 11, 20, 21]
    let policies: [Float] = [0.5, 0.25, 0.25, 0.25, 0.5, 0.25]
    func expected(rows: [Int], ending: UInt8, steps: Int, states: Int) -> [UInt8] {
      var writer = ByteWriter()
      writer.write([3, 2, steps, 0] + rows)
      writer.write([ending, 0, 0])
      writer.write(Array(observations.prefix(2 * (steps + 1))))
      writer.write((0..<steps).map { Int32($0) })
      writer.write(Array(script.rewards.prefix(steps)))
      writer.write([UInt8](repeating: 0, count: states))
      writer.write(Array(policies.prefix(3 * steps)))
      writer.write(Array((script.rootValues + [6]).prefix(states)))
      return writer.bytes
    }
    #expect(script.trajectory.record == expected(rows: [0, 2], ending: 2, steps: 2, states: 3))
    var records: [[UInt8]] = []
    let targets = TargetConfiguration(
      unrollSteps: 1, bootstrapSteps: 2, discount: 1, players: 1, stackedObservations: 1)
    _ = script.pieces(sequenceLength: 5, targets: targets) { records.append($0.record) }
    #expect(records.last == expected(rows: [0], ending: 0, steps: 1, states: 1))
  }

  @Test func checksumsAreThoseOfTheStandard() {
    #expect(CRC32.of(Array("123456789".utf8)) == 0xcbf4_3926)
    let bytes = (0..<100).map { UInt8($0 * 7 % 251) }
    for split in 0...100 {
      var check = CRC32()
      check.add(bytes[..<split])
      check.add(bytes[split...])
      #expect(check.value == CRC32.of(bytes))
    }
  }

  @Test func resumesAsItStood() throws {
    for episodes in [0, 1, 5, 40] {
      let folder = try TemporaryFolder()
      var stream = RandomStream(1)
      let buffer = try ReplayBuffer(configuration: configuration, folder: folder.path)
      try play(buffer, episodes, &stream)
      let state = try buffer.checkpoint()
      try buffer.checkpointIsSaved()
      let copy = try copy(folder)
      let resumed = try ReplayBuffer(
        resuming: ReplayState(bytes: state.bytes), configuration: configuration, folder: copy.path)
      if episodes > 0 { try expectSame(buffer, resumed) }
      var (first, second) = (stream, stream)
      try play(buffer, 10, &first)
      try play(resumed, 10, &second)
      try expectSame(buffer, resumed)
      #expect(try buffer.checkpoint() == resumed.checkpoint())
    }
  }

  @Test func filesOfEvictedTrajectoriesAreRemoved() throws {
    let folder = try TemporaryFolder()
    var stream = RandomStream(1)
    let buffer = try ReplayBuffer(configuration: configuration, folder: folder.path)
    for _ in 0..<30 {
      try play(buffer, 3, &stream)
      _ = try buffer.checkpoint()
      try buffer.checkpointIsSaved()
      let size = try sizes(folder).reduce(0) { $0 + $1.size }
      #expect(try folder.names.count <= 5 && size < 5 * 1000)
    }
  }

  @Test func lastCheckpointCanBeResumedUntilTheNextIsSaved() throws {
    let folder = try TemporaryFolder()
    var stream = RandomStream(1)
    let buffer = try ReplayBuffer(configuration: configuration, folder: folder.path)
    try play(buffer, 10, &stream)
    let state = try buffer.checkpoint()
    try buffer.checkpointIsSaved()
    let before = try copy(folder)
    let expected = try ReplayBuffer(resuming: state, configuration: configuration, folder: before.path)
    try play(buffer, 40, &stream)
    let next = try buffer.checkpoint()
    for saved in [state, next] {
      let copy = try copy(folder)
      let resumed = try ReplayBuffer(resuming: saved, configuration: configuration, folder: copy.path)
      try expectSame(resumed, saved == state ? expected : buffer)
    }
    try buffer.checkpointIsSaved()
    let last = try copy(folder)
    let resumed = try ReplayBuffer(resuming: next, configuration: configuration, folder: last.path)
    try expectSame(resumed, buffer)
    #expect(throws: ReplayError.self) {
      try ReplayBuffer(resuming: state, configuration: configuration, folder: folder.path)
    }
  }

  @Test func aCrashAtAnyByteIsSurvived() throws {
    let folder = try TemporaryFolder()
    var stream = RandomStream(1)
    let buffer = try ReplayBuffer(configuration: configuration, folder: folder.path)
    try play(buffer, 10, &stream)
    let state = try buffer.checkpoint()
    try buffer.checkpointIsSaved()
    let before = Dictionary(uniqueKeysWithValues: try sizes(folder).map { ($0.name, $0.size) })
    let stood = try copy(folder)
    let expected = try ReplayBuffer(resuming: state, configuration: configuration, folder: stood.path)
    try play(buffer, 8, &stream)
    let after = try sizes(folder)
    // Files are written one behind the other.
    let written = after.reduce(0) { $0 + $1.size - (before[$1.name] ?? 0) }
    #expect(after.count > before.count && written > 700)
    for bytes in 0...written {
      let crashed = try copy(folder)
      var rest = bytes
      for (name, size) in after {
        let old = before[name]
        let kept = min(rest, size - (old ?? 0))
        rest -= kept
        if old == nil, kept == 0 {
          try FileManager.default.removeItem(atPath: crashed.file(name))
        } else {
          try truncate(crashed.file(name), (old ?? 0) + kept)
        }
      }
      let resumed = try ReplayBuffer(resuming: state, configuration: configuration, folder: crashed.path)
      #expect(try sizes(crashed).map(\.size) == before.sorted { $0.key < $1.key }.map(\.value))
      try expectSame(resumed, expected)
    }
  }

  @Test func damageIsNamed() throws {
    let folder = try TemporaryFolder()
    var stream = RandomStream(1)
    let buffer = try ReplayBuffer(configuration: configuration, folder: folder.path)
    try play(buffer, 3, &stream)
    let state = try buffer.checkpoint()
    for (name, size) in try sizes(folder) {
      let path = folder.file(name)
      let content = try Data(contentsOf: URL(filePath: path))
      for place in 0..<size {
        var damaged = content
        damaged[place] ^= 1 << UInt8(place % 8)
        try damaged.write(to: URL(filePath: path))
        let error = #expect(throws: ReplayError.self) {
          try ReplayBuffer(resuming: state, configuration: configuration, folder: folder.path)
        }
        #expect(error?.description.hasPrefix(path) == true)
      }
      try content.dropLast().write(to: URL(filePath: path))
      let error = #expect(throws: ReplayError.self) {
        try ReplayBuffer(resuming: state, configuration: configuration, folder: folder.path)
      }
      #expect(error?.description.contains("\(size - 1) bytes") == true)
      try content.write(to: URL(filePath: path))
    }
    for place in state.bytes.indices {
      var bytes = state.bytes
      bytes[place] ^= 1
      #expect(throws: ReplayError.self) {
        try ReplayBuffer(
          resuming: ReplayState(bytes: bytes), configuration: configuration, folder: folder.path)
      }
    }
    try expectSame(
      try ReplayBuffer(resuming: state, configuration: configuration, folder: folder.path), buffer)
  }

  @Test func aFailedWriteChangesNothing() throws {
    let folder = try TemporaryFolder()
    var stream = RandomStream(1)
    let buffer = try ReplayBuffer(configuration: configuration, folder: folder.path)
    let script = Script(
      steps: 4, isTerminated: true, specification: specification(element: .uint8), stream: &stream)
    try buffer.append(script.trajectory)
    let state = try buffer.checkpoint()
    // The name of the next file is taken.
    let blocked = folder.file("replay-00000001.bin")
    try FileManager.default.createDirectory(atPath: blocked, withIntermediateDirectories: false)
    while try folder.names.count == 2, buffer.trajectories < 4 { try buffer.append(script.trajectory) }
    let error = #expect(throws: ReplayError.self) { try buffer.append(script.trajectory) }
    #expect(error?.description.hasPrefix(blocked) == true)
    let held = buffer.trajectories
    #expect(throws: ReplayError.self) { try buffer.append(script.trajectory) }
    #expect(buffer.trajectories == held)
    try FileManager.default.removeItem(atPath: blocked)
    try buffer.append(script.trajectory)
    #expect(buffer.trajectories == held + 1)
    let next = try buffer.checkpoint()
    let copy = try copy(folder)
    try expectSame(
      try ReplayBuffer(resuming: next, configuration: configuration, folder: copy.path), buffer)
    #expect(
      try ReplayBuffer(resuming: state, configuration: configuration, folder: folder.path).trajectories == 1)
  }

  @Test func aFolderInUseIsNotOverwritten() throws {
    let folder = try TemporaryFolder()
    var stream = RandomStream(1)
    try play(try ReplayBuffer(configuration: configuration, folder: folder.path), 1, &stream)
    #expect(throws: ReplayError.self) { try ReplayBuffer(configuration: configuration, folder: folder.path) }
    let anew = try ReplayBuffer(configuration: configuration, folder: folder.path, replacing: true)
    #expect(anew.trajectories == 0)
    #expect(try folder.names.isEmpty)
    #expect(throws: ReplayError.self) {
      try ReplayBuffer(configuration: configuration, folder: folder.file("missing"))
    }
  }

  @Test func anotherConfigurationIsRefused() throws {
    let folder = try TemporaryFolder()
    var stream = RandomStream(1)
    let buffer = try ReplayBuffer(configuration: configuration, folder: folder.path)
    try play(buffer, 5, &stream)
    let state = try buffer.checkpoint()
    func resume(actions: Int = 3, exponent: Double = 1, maximumSteps: Int = 20) throws -> ReplayBuffer {
      try ReplayBuffer(
        resuming: state,
        configuration: ReplayConfiguration(
          specification: specification(actions: actions, element: .uint8), targets: configuration.targets,
          maximumSteps: maximumSteps, priorityExponent: exponent), folder: folder.path)
    }
    #expect(throws: ReplayError.self) { try resume(actions: 4) }
    #expect(throws: ReplayError.self) { try resume(exponent: 0.5) }
    #expect(try resume(maximumSteps: 6).steps <= 6)
  }

  @Test func aStateOfAnotherVersionIsNamed() throws {
    let folder = try TemporaryFolder()
    let buffer = try ReplayBuffer(configuration: configuration, folder: folder.path)
    let state = try buffer.checkpoint()
    var older = ByteWriter()
    older.write(UInt32(1))
    older.write(Array(state.bytes.dropFirst(4).dropLast(4)))
    let error = #expect(throws: ReplayError.self) {
      try ReplayBuffer(resuming: ReplayState(older), configuration: configuration, folder: folder.path)
    }
    #expect(error?.description.contains("of version 1, but this program reads version 2") == true)
  }
}
