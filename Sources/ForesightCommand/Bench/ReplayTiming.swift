import Environments
import Foundation
import Randomness
import Replay

/// Measures how fast a replay of MuZero stores made-up episodes, and fills batches from them.
struct ReplayTiming {
  /// The number of stored frames and the seconds that storing them took, in pieces as self-play provides
  /// them.
  private(set) var storedFrames = 0
  private(set) var storingSeconds = 0.0
  /// The number of rows of batches, and the processor time that filling them took.
  private(set) var rows = 0
  private(set) var samplingSeconds = 0.0
  /// The memory in bytes: the buffer's by its own count, that of its images alone, and the growth of the
  /// process.
  private(set) var bytes = 0
  private(set) var pictureBytes = 0
  private(set) var residentBytes = 0

  /// The number of steps of a made-up episode.
  private static let episode = 1000
  /// The number of different observations, which are used in turn.
  private static let pictures = 64

  /// Fills `replay` with `frames` steps, and draws batches of `batch` rows for this number of seconds.
  ///
  /// Throws if the replay's files cannot be written.
  init(
    of replay: ReplayBuffer, specification: EnvironmentSpecification, sequenceLength: Int?, frames: Int,
    batch: Int, seconds: Double, seed: UInt64
  ) throws {
    var stream = RandomStream(seed)
    let pictures = (0..<Self.pictures).map { _ in
      Self.observation(specification.observations, &stream)
    }
    let actions = replay.configuration.actions
    let policy = [Float](repeating: 1 / Float(actions), count: actions)
    let before = Self.resident
    while storedFrames < frames {
      let length = min(Self.episode, frames - storedFrames)
      let start = Self.now
      var cutter = TrajectoryCutter(
        Trajectory(specification: specification, firstObservation: pictures[0]),
        sequenceLength: sequenceLength, targets: replay.configuration.targets)
      for number in 1...length {
        let step = EnvironmentStep(
          observation: pictures[number % Self.pictures], reward: Float(number % 7),
          isTerminated: number == length)
        let piece = cutter.append(
          action: stream.index(below: actions), policy: policy, rootValue: Float(number % 11), step: step)
        if let piece { try replay.append(piece) }
      }
      for piece in cutter.finish() { try replay.append(piece) }
      storingSeconds += Self.now - start
      storedFrames += length
    }
    (bytes, pictureBytes, residentBytes) = (replay.bytes, replay.pictureBytes, Self.resident - before)
    var rows = TrainingBatch()
    while samplingSeconds < seconds {
      let start = Self.now
      let positions = replay.sample(count: batch, stream: &stream)
      replay.fill(positions, stream: &stream, into: &rows)
      samplingSeconds += Self.now - start
      self.rows += batch
    }
  }

  private static func observation(
    _ observations: EnvironmentSpecification.Observations, _ stream: inout RandomStream
  ) -> Observation {
    switch observations.element {
    case .uint8:
      .bytes((0..<observations.count).map { _ in UInt8(truncatingIfNeeded: stream.next()) })
    case .float32: .numbers((0..<observations.count).map { _ in Float(stream.uniform()) })
    }
  }

  /// The resident memory of the process, in bytes.
  private static var resident: Int {
    let fields = ((try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? "").split(
      separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
  }

  private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
}
