import Environments
import Randomness
import Testing

@testable import Replay

/// What a network sees of a state.
struct StackingTests {
  private func buffer(_ specification: EnvironmentSpecification, frames: Int, planes: Bool) throws
    -> ReplayBuffer
  {
    let script = Script(
      rewards: [0, 0, 0, 0], rootValues: [0, 0, 0, 0], isTerminated: true, specification: specification)
    return try ReplayBuffer(
      ReplayConfiguration(
        specification: specification,
        targets: TargetConfiguration(
          bootstrapSteps: 1, discount: 1, stackedObservations: frames, actionPlanes: planes),
        maximumSteps: 10), holding: [script.trajectory])
  }

  @Test func imagesOldestFirst() throws {
    let specification = specification(shape: [1, 2, 2], element: .uint8)
    let buffer = try buffer(specification, frames: 3, planes: false)
    #expect(buffer.configuration.stacking.shape == [1, 2, 6])
    #expect(buffer.targets(step: 3).observation == .bytes([10, 11, 20, 21, 30, 31, 12, 13, 22, 23, 32, 33]))
    #expect(buffer.targets(step: 1).observation == .bytes([0, 0, 0, 1, 10, 11, 0, 0, 2, 3, 12, 13]))
  }

  @Test func planesOfActionsBehindFrames() throws {
    // Actions are 0, 1, 2, 0 of three: 0, 85 and 170 of 255.
    let bytes = try buffer(specification(shape: [1, 2, 1], element: .uint8), frames: 2, planes: true)
    #expect(bytes.configuration.stacking.shape == [1, 2, 4])
    #expect(bytes.targets(step: 3).observation == .bytes([20, 30, 85, 170, 21, 31, 85, 170]))
    #expect(bytes.targets(step: 1).observation == .bytes([0, 10, 0, 0, 1, 11, 0, 0]))
    #expect(bytes.targets(step: 0).observation == .bytes([0, 0, 0, 0, 0, 1, 0, 0]))
    let numbers = try buffer(specification(), frames: 2, planes: true)
    #expect(numbers.targets(step: 2).observation == .numbers([10, 11, 20, 21, 0, 1 / 3]))
  }

  @Test func memoryIsUsedAgain() throws {
    let buffer = try buffer(specification(), frames: 2, planes: true)
    var stream = RandomStream(1)
    var batch = buffer.fill(Array(buffer.positions.reversed()), stream: &stream)
    buffer.fill(buffer.positions, stream: &stream, into: &batch)
    #expect(batch.observation == buffer.observations(of: buffer.positions.map(\.state)))
    buffer.fill(Array(buffer.positions.prefix(2)), stream: &stream, into: &batch)
    #expect(batch.observation == buffer.observations(of: buffer.positions.prefix(2).map(\.state)))
    #expect(batch.targetValue.count == 2 * 6)
  }

  @Test(arguments: [true, false]) func whatIsNotSeenAnyMoreCanBeForgotten(planes: Bool) {
    let specification = specification(shape: [32, 32, 1], element: .uint8)
    var stream = RandomStream(2)
    let whole = Script(steps: 9, isTerminated: true, specification: specification, stream: &stream).trajectory
    let targets = TargetConfiguration(
      bootstrapSteps: 1, discount: 1, stackedObservations: 3, actionPlanes: planes)
    let stacking = ObservationStacking(observations: specification.observations, actions: 3, targets: targets)
    func newest(_ trajectory: Trajectory) -> ObservationBatch {
      var column = ObservationBatch(.uint8, count: stacking.size)
      stacking.write(trajectory, step: trajectory.steps, to: &column, row: 0)
      return column
    }
    var short = whole
    short.keepNewest(states: 20)
    #expect(short == whole)
    short.keepNewest(states: targets.leadingSteps + 1)
    #expect(short.steps == targets.leadingSteps && short.observations.count == targets.leadingSteps + 1)
    #expect(newest(short) == newest(whole))
  }
}
