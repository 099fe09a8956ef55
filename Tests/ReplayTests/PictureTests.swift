import Environments
import Randomness
import TestSupport
import Testing

@testable import Replay

/// Pictures that are so large that they lie apart.
struct PictureTests {
  private let pictured = specification(shape: [24, 24, 3], element: .uint8)
  private let targets = TargetConfiguration(
    unrollSteps: 3, bootstrapSteps: 4, discount: 1, stackedObservations: 4, actionPlanes: true)

  private func script(steps: Int) -> Script {
    var stream = RandomStream(3)
    return Script(steps: steps, isTerminated: true, specification: pictured, stream: &stream)
  }

  private func configuration(maximumBytes: Int? = nil) -> ReplayConfiguration {
    ReplayConfiguration(
      specification: pictured, targets: targets, maximumSteps: 1000, maximumBytes: maximumBytes)
  }

  /// In an image of one point, three channels wide, each observation is a row of its own as numbers would be.
  @Test func stacksAreThoseOfPackedRows() throws {
    let small = specification(shape: [1, 2, 3], element: .uint8)
    var (large, packed) = (script(steps: 9), script(steps: 9))
    packed.specification = small
    large.specification = pictured
    let (pictures, rows) = (large.trajectory, packed.trajectory)
    #expect(pictures.observations.isShared && !rows.observations.isShared)
    for step in 0...9 {
      func seen(_ trajectory: Trajectory, _ specification: EnvironmentSpecification) -> [UInt8] {
        let stacking = ObservationStacking(
          observations: specification.observations, actions: 3, targets: targets)
        var column = ObservationBatch(.uint8, count: stacking.size)
        stacking.write(trajectory, step: step, to: &column, row: 0)
        guard case .bytes(let bytes) = column else { return [] }
        return bytes
      }
      // The first two points of both are the same.
      #expect(seen(pictures, pictured).prefix(32) == seen(rows, small)[...])
    }
  }

  @Test func piecesShareTheirPictures() throws {
    let replay = ReplayBuffer(configuration: configuration())
    for piece in script(steps: 50).pieces(sequenceLength: 10, targets: targets) { try replay.append(piece) }
    #expect(replay.trajectories == 5)
    #expect(replay.pictureBytes == 51 * 24 * 24 * 3)
    let others = replay.bytes - replay.pictureBytes
    #expect(others > 0 && others < 51 * 64 * 2)
  }

  @Test func piecesFromFilesShareTheirPicturesAgain() throws {
    let folder = try TemporaryFolder()
    let replay = try ReplayBuffer(configuration: configuration(), folder: folder.path)
    let (first, second) = (script(steps: 50), script(steps: 30))
    let pieces = [first, second].map { $0.pieces(sequenceLength: 10, targets: targets) }
    for index in 0..<5 {
      for pieces in pieces where index < pieces.count { try replay.append(pieces[index]) }
    }
    let state = try replay.checkpoint()
    let again = try ReplayBuffer(
      resuming: state, configuration: configuration(), folder: folder.path)
    // Both episodes look alike, so that all pictures but the longer one's are there twice.
    #expect(replay.pictureBytes == (51 + 31) * 24 * 24 * 3)
    #expect(again.pictureBytes == replay.pictureBytes && again.bytes == replay.bytes)
    for serial in replay.serials { #expect(again.trajectory(serial) == replay.trajectory(serial)) }
  }

  @Test func aBoundOfMemoryCountsPicturesOnce() throws {
    let bound = 40 * 24 * 24 * 3
    let replay = ReplayBuffer(configuration: configuration(maximumBytes: bound))
    for piece in script(steps: 200).pieces(sequenceLength: 10, targets: targets) { try replay.append(piece) }
    #expect(replay.bytes <= bound && replay.steps == 40)
    // What the oldest piece shares with those before it is counted there, and still held.
    #expect(replay.pictureBytes > replay.bytes && replay.pictureBytes < replay.bytes + 12 * 24 * 24 * 3)
  }
}
