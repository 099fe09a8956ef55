import Environments
import Foundation
import Randomness
import Testing

@testable import Replay

/// How positions are drawn.
struct SamplingTests {
  private func configuration(
    exponent: Double = 1, weightExponent: Double = 1, smallest: Double = 0.5, maximumSteps: Int = 100,
    maximumBytes: Int? = nil
  ) -> ReplayConfiguration {
    ReplayConfiguration(
      specification: specification(),
      targets: TargetConfiguration(unrollSteps: 2, bootstrapSteps: 1, discount: 1),
      maximumSteps: maximumSteps,
      maximumBytes: maximumBytes, priorityExponent: exponent, weightExponent: weightExponent,
      smallestPriority: smallest)
  }

  private func script(_ rootValues: [Float]) -> Script {
    Script(
      rewards: rootValues.map { _ in 0 }, rootValues: rootValues, isTerminated: true,
      specification: specification())
  }

  @Test func treeAgainstBruteForce() {
    var stream = RandomStream(1)
    for count in [1, 2, 3, 7, 64, 100] {
      var tree = SumTree(capacity: count)
      var leaves = [Double](repeating: 0, count: tree.capacity)
      for _ in 0..<20_000 {
        let leaf = stream.index(below: count)
        leaves[leaf] = stream.uniform() < 0.3 ? 0 : exp(10 * stream.normal())
        tree.set(leaf, to: leaves[leaf])
      }
      leaves[0] = 1
      tree.set(0, to: 1)
      // However many changes there were, the tree is the one that is made anew.
      var anew = SumTree(capacity: count)
      anew.set(from: 0, count: leaves.count) { leaves[$0] }
      #expect(tree.total == anew.total)
      let sum = leaves.reduce(0, +)
      #expect(abs(tree.total - sum) <= 1e-12 * sum)
      for _ in 0..<1000 {
        let point = stream.uniform() * tree.total
        let leaf = tree.leaf(at: point)
        let before = leaves[..<leaf].reduce(0, +)
        #expect(leaves[leaf] > 0)
        #expect(before <= point + 1e-12 * sum && point <= before + leaves[leaf] + 1e-12 * sum)
      }
      #expect(leaves[tree.leaf(at: tree.total)] > 0)
    }
  }

  @Test func prioritiesAreErrorsOnArrival() throws {
    // One step ahead: targets are 3, 1, 0.
    let squared = try ReplayBuffer(configuration(exponent: 2), holding: [script([1, 3, 1]).trajectory])
    let expected = [6.25, 6.25, 2.25]
    #expect(squared.positions.map { squared.priority(of: $0.state) } == expected)
    try squared.setPriorities(Array(squared.positions[1...]), valueErrors: [-1.5, 0])
    #expect(squared.positions.map { squared.priority(of: $0.state) } == [6.25, 4, 0.25])
  }

  /// Whether counts fit probabilities: χ² below its 99.9 % quantile (Wilson and Hilferty).
  private func fits(_ counts: [Int], _ probabilities: [Double]) -> Bool {
    let total = Double(counts.reduce(0, +))
    let squares = zip(counts, probabilities).map { count, probability in
      let expected = total * probability
      return (Double(count) - expected) * (Double(count) - expected) / expected
    }
    let freedom = Double(counts.count - 1)
    let root = 1 - 2 / (9 * freedom) + 3.09 * (2 / (9 * freedom)).squareRoot()
    return squares.reduce(0, +) < freedom * root * root * root
  }

  private func counts(_ buffer: ReplayBuffer, _ draws: Int) -> [Int] {
    var stream = RandomStream(3)
    var counts = [Int](repeating: 0, count: buffer.totalSteps)
    for position in buffer.sample(count: draws, stream: &stream) {
      counts[buffer.entry(position.serial).firstIndex + position.step] += 1
    }
    return counts
  }

  @Test func positionsAreDrawnByPriority() throws {
    let buffer = try ReplayBuffer(
      configuration(maximumSteps: 9),
      holding: [4, 4, 5].map { script([Float](repeating: 1, count: $0)).trajectory })
    #expect(buffer.trajectories == 2 && buffer.serials == 1..<3)
    let errors = (0..<9).map { Float($0) }
    try buffer.setPriorities(buffer.positions, valueErrors: errors)
    let sum = errors.reduce(0) { $0 + Double($1) + 0.5 }
    let probabilities = errors.map { (Double($0) + 0.5) / sum }
    let counts = counts(buffer, 100_000)
    #expect(counts[..<4].allSatisfy { $0 == 0 })
    #expect(fits(Array(counts[4...]), probabilities))
    #expect(!fits(Array(counts[4...]), [Double](repeating: 1.0 / 9, count: 9)))
    var stream = RandomStream(4)
    let positions = buffer.sample(count: 50, stream: &stream)
    let least = positions.map(\.probability).min() ?? 0
    for position in positions {
      let index = buffer.entry(position.serial).firstIndex + position.step - 4
      #expect(position.probability == probabilities[index])
      #expect(abs(Double(position.weight) - least / position.probability) < 1e-6)
    }
  }

  @Test func exponentZeroDrawsAllAlike() throws {
    let buffer = try ReplayBuffer(
      configuration(exponent: 0, maximumSteps: 9),
      holding: [4, 4, 5].map { script([Float](repeating: 1, count: $0)).trajectory })
    try buffer.setPriorities(buffer.positions, valueErrors: (0..<9).map { Float($0) })
    let counts = counts(buffer, 100_000)
    #expect(fits(Array(counts[4...]), [Double](repeating: 1.0 / 9, count: 9)))
    var stream = RandomStream(4)
    #expect(
      buffer.sample(count: 9, stream: &stream).allSatisfy { $0.weight == 1 && $0.probability == 1.0 / 9 })
  }

  @Test func weightsHaveTheirExponent() throws {
    let buffer = try ReplayBuffer(
      configuration(weightExponent: 0.5), holding: [script([0.5, 4, 0]).trajectory])
    var stream = RandomStream(4)
    let positions = buffer.sample(count: 50, stream: &stream)
    let least = positions.map(\.probability).min() ?? 0
    #expect(Set(positions.map(\.step)).count == 3)
    for position in positions {
      #expect(abs(Double(position.weight) - (least / position.probability).squareRoot()) < 1e-6)
    }
  }

  @Test func oldestTrajectoriesAreEvictedWhole() throws {
    let size = StoredTrajectory(
      script([1, 1, 1]).trajectory, firstIndex: 0, targets: configuration().targets
    ).byteCount
    for configuration in [configuration(maximumSteps: 10), configuration(maximumBytes: 3 * size + 1)] {
      let buffer = ReplayBuffer(configuration: configuration)
      for count in 1...200 {
        #expect(try buffer.append(script([1, 1, 1]).trajectory) == count - 1)
        #expect(buffer.trajectories == min(count, 3) && buffer.steps == 3 * min(count, 3))
        #expect(buffer.bytes == size * min(count, 3) && buffer.totalSteps == 3 * count)
      }
      #expect(buffer.serials == 197..<200)
      var stream = RandomStream(8)
      #expect(buffer.sample(count: 100, stream: &stream).allSatisfy { buffer.serials.contains($0.serial) })
      // What is larger than the bounds is held alone.
      try buffer.append(script([Float](repeating: 0, count: 50)).trajectory)
      #expect(buffer.trajectories == 1 && buffer.steps == 50)
    }
  }

  @Test func updatesOfEvictedTrajectoriesArePassedOver() throws {
    let buffer = try ReplayBuffer(configuration(maximumSteps: 6), holding: [script([1, 1, 1]).trajectory])
    let old = buffer.positions
    for _ in 0..<2 { try buffer.append(script([1, 1, 1]).trajectory) }
    let before = buffer.positions.map { buffer.priority(of: $0.state) }
    try buffer.setPriorities(old, valueErrors: [7, 7, 7])
    #expect(buffer.positions.map { buffer.priority(of: $0.state) } == before)
  }

  @Test func numbersThatAreNotFiniteAreRefused() throws {
    let buffer = ReplayBuffer(configuration: configuration())
    #expect(throws: ReplayError.self) { try buffer.append(script([1, .nan]).trajectory) }
    #expect(buffer.trajectories == 0 && buffer.steps == 0)
    try buffer.append(script([1, 1]).trajectory)
    #expect(throws: ReplayError.self) {
      try buffer.setPriorities(buffer.positions, valueErrors: [0, .infinity])
    }
  }
}
