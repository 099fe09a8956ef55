import Environments
import Foundation
import Randomness
import Replay

/// How fast a replay of MuZero stores made-up episodes, and gives out what is learned from them.
struct ReplayTiming {
  /// Seconds in which so many frames were stored, in pieces as self-play gives them.
  private(set) var storedFrames = 0
  private(set) var storingSeconds = 0.0
  /// Of the processor's time, by rows of batches.
  private(set) var rows = 0
  private(set) var samplingSeconds = 0.0
  /// What the buffer takes by its own count, its pictures alone, and what the process has taken up meanwhile.
  private(set) var bytes = 0
  private(set) var pictureBytes = 0
  private(set) var residentBytes = 0

  /// Steps of a made-up episode.
  private static let episode = 1000
  /// Observations that are shown in turn.
  private static let pictures = 64

  /// Fills `replay` with `frames` steps, and draws batches of `batch` rows for so long.
  ///
  /// Throws where the replay's files cannot be written.
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

  /// The memory that the process has taken up, in bytes.
  private static var resident: Int {
    let fields = ((try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? "").split(
      separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
  }

  private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
}
