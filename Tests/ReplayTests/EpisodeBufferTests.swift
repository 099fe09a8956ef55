import Environments
import Foundation
import Randomness
import TestSupport
import Testing

@testable import Replay

/// PlaNet's replay.
struct EpisodeBufferTests {
  private static func specification(
    _ element: EnvironmentSpecification.Observations.Element = .float32
  ) -> EnvironmentSpecification {
    EnvironmentSpecification(
      name: "made-up", observations: .init(shape: [2], element: element),
      actions: .continuous(low: [-1, -1], high: [1, 1]))
  }

  private func configuration(
    _ length: Int, maximumSteps: Int = 100, maximumBytes: Int? = nil,
    element: EnvironmentSpecification.Observations.Element = .float32
  ) -> EpisodeBufferConfiguration {
    EpisodeBufferConfiguration(
      specification: Self.specification(element), chunkLength: length, maximumSteps: maximumSteps,
      maximumBytes: maximumBytes, segmentBytes: 300)
  }

  /// An episode whose numbers tell its name and step.
  private func episode(
    _ name: Int, steps: Int, element: EnvironmentSpecification.Observations.Element = .float32
  ) -> ContinuousEpisode {
    func observation(_ step: Int) -> Observation {
      element == .float32
        ? .numbers([Float(name), Float(step)]) : .bytes([UInt8(name % 256), UInt8(step % 256)])
    }
    var episode = ContinuousEpisode(
      specification: Self.specification(element), firstObservation: observation(0))
    for step in 0..<steps {
      episode.append(
        action: [Float(step) + 0.25, Float(step) + 0.5],
        step: EnvironmentStep(
          observation: observation(step + 1), reward: Float(100 * name + step + 1),
          isTerminated: step == steps - 1))
    }
    return episode
  }

  @Test func chunksAreTimeFirstAndAligned() throws {
    for element in [EnvironmentSpecification.Observations.Element.float32, .uint8] {
      let buffer = EpisodeBuffer(configuration: configuration(3, element: element))
      try buffer.append(episode(1, steps: 4, element: element))
      try buffer.append(episode(2, steps: 2, element: element))
      let batch = buffer.fill([StatePosition(serial: 0, step: 2), StatePosition(serial: 1, step: 0)])
      #expect(batch.count == 2)
      #expect(batch.reward == [102, 0, 103, 201, 104, 202])
      #expect(
        batch.previousAction == [1.25, 1.5, 0, 0, 2.25, 2.5, 0.25, 0.5, 3.25, 3.5, 1.25, 1.5])
      #expect(
        batch.observation
          == (element == .float32
            ? .numbers([1, 2, 2, 0, 1, 3, 2, 1, 1, 4, 2, 2])
            : .bytes([1, 2, 2, 0, 1, 3, 2, 1, 1, 4, 2, 2])))
    }
  }

  @Test func everyChunkIsAsLikely() throws {
    let buffer = EpisodeBuffer(configuration: configuration(4, maximumSteps: 28))
    // Rows: evicted, 6, too few, just enough, too few, 9.
    for (name, steps) in [10, 5, 2, 3, 1, 8].enumerated() {
      try buffer.append(episode(name, steps: steps))
    }
    #expect(buffer.episodes == 6 - 1 && buffer.steps == 19 && buffer.totalSteps == 29)
    let places = [(1, 0), (1, 1), (1, 2), (3, 0)] + (0..<6).map { (5, $0) }
    #expect(buffer.chunks == places.count)
    var stream = RandomStream(9)
    let draws = 10_000
    let drawn = buffer.sample(count: draws, stream: &stream)
    let counts = places.map { place in drawn.count { ($0.serial, $0.step) == place } }
    #expect(counts.reduce(0, +) == draws)
    let expected = Double(draws) / Double(places.count)
    let squares = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    // The 99.9 % quantile of χ² with 9 degrees of freedom.
    #expect(squares < 27.88)
    let batch = buffer.fill(drawn)
    let isOfOneEpisode = drawn.enumerated().allSatisfy { column, position in
      (1..<4).allSatisfy {
        batch.reward[$0 * draws + column] == Float(100 * position.serial + position.step + $0)
      }
    }
    #expect(isOfOneEpisode)
  }

  @Test func boundsEvictTheOldest() throws {
    let size = episode(0, steps: 4).byteCount
    for configuration in [configuration(2, maximumSteps: 11), configuration(2, maximumBytes: 2 * size)] {
      let buffer = EpisodeBuffer(configuration: configuration)
      for count in 1...100 {
        #expect(try buffer.append(episode(count, steps: 4)) == count - 1)
        #expect(buffer.episodes == min(2, count) && buffer.bytes == size * min(2, count))
        #expect(buffer.chunks == 4 * min(2, count))
      }
    }
    #expect(throws: ReplayError.self) {
      var bad = episode(1, steps: 1)
      bad.append(
        action: [0, .nan],
        step: EnvironmentStep(observation: .numbers([0, 0]), reward: 0, isTerminated: false))
      try EpisodeBuffer(configuration: configuration(2)).append(bad)
    }
  }

  @Test func resumesAsItStood() throws {
    for element in [EnvironmentSpecification.Observations.Element.float32, .uint8] {
      let folder = try TemporaryFolder()
      let configuration = configuration(3, maximumSteps: 20, element: element)
      let buffer = try EpisodeBuffer(configuration: configuration, folder: folder.path)
      for name in 0..<20 { try buffer.append(episode(name, steps: 1 + name % 5, element: element)) }
      let state = try buffer.checkpoint()
      try buffer.checkpointIsSaved()
      let expected = buffer.serials.map { buffer.episode($0) }
      var stream = RandomStream(1)
      let drawn = buffer.sample(count: 30, stream: &stream)
      let sizes = try folder.names.map { try Data(contentsOf: URL(filePath: folder.file($0))).count }
      for name in 20..<40 { try buffer.append(episode(name, steps: 1 + name % 5, element: element)) }
      let resumed = try EpisodeBuffer(resuming: state, configuration: configuration, folder: folder.path)
      #expect(resumed.serials.map { resumed.episode($0) } == expected)
      #expect(resumed.totalSteps == 60)
      stream = RandomStream(1)
      #expect(resumed.sample(count: 30, stream: &stream) == drawn)
      #expect(try folder.names.map { try Data(contentsOf: URL(filePath: folder.file($0))).count } == sizes)
      #expect(try resumed.checkpoint() == state)
    }
  }

  @Test func filesOfTrajectoriesAreRefused() throws {
    let folder = try TemporaryFolder()
    let buffer = try EpisodeBuffer(configuration: configuration(3), folder: folder.path)
    try buffer.append(episode(1, steps: 3))
    let state = try buffer.checkpoint()
    let path = folder.file("replay-00000000.bin")
    var content = try Data(contentsOf: URL(filePath: path))
    content[12] = 1
    try content.write(to: URL(filePath: path))
    #expect(throws: ReplayError.self) {
      try EpisodeBuffer(resuming: state, configuration: configuration(3), folder: folder.path)
    }
  }
}
