import Environments
import Randomness
import Replay
import Testing

/// Batches whose rows are turned and mirrored.
@Suite struct SymmetryTests {
  private func trajectory(of game: Go, seed: UInt64) -> Trajectory {
    var (game, random) = (game, RandomStream(seed))
    var trajectory = Trajectory(
      specification: game.specification, firstObservation: game.reset(seed: 0))
    while !game.isOver {
      let legal = game.legalActions ?? []
      let policy = (0..<trajectory.actionCount).map { _ in Float(random.uniform()) }
      let action = legal[random.index(below: legal.count)]
      let player = game.playerToMove
      trajectory.append(
        action: action, policy: policy, rootValue: Float(random.normal()), player: player, legal: legal,
        step: game.step(action))
    }
    trajectory.finish()
    return trajectory
  }

  private func buffer(_ game: Go, _ symmetries: [BoardSymmetry]) throws -> ReplayBuffer {
    try ReplayBuffer(
      ReplayConfiguration(
        specification: game.specification,
        targets: TargetConfiguration(
          unrollSteps: 3, bootstrapSteps: nil, discount: 1, players: 2, stackedObservations: 2),
        maximumSteps: 1000, symmetries: symmetries),
      holding: [trajectory(of: game, seed: 3)])
  }

  @Test(arguments: 0..<8) func aRowIsTransformedAsAWhole(number: Int) throws {
    let game = Go(size: 4, history: 2)
    let symmetry = BoardSymmetry.all(of: game.specification)[number]
    let (plain, turned) = (try buffer(game, []), try buffer(game, [symmetry]))
    for step in [0, 5, plain.steps - 1] {
      let (before, after) = (plain.targets(step: step), turned.targets(step: step))
      #expect(after.targetValue == before.targetValue && after.targetReward == before.targetReward)
      #expect(after.mask == before.mask && after.weight == before.weight)
      #expect(after.action == before.action.map { symmetry.actions[Int($0)] })
      for row in 0...3 {
        for action in 0..<17 {
          let image = Int(symmetry.actions[action])
          #expect(after.targetPolicy[row * 17 + image] == before.targetPolicy[row * 17 + action])
        }
      }
      guard case .bytes(let old) = before.observation, case .bytes(let new) = after.observation else {
        Issue.record("observations of bytes are due")
        return
      }
      let planes = old.count / 16
      #expect(symmetry.sources.flatMap { old[$0 * planes..<($0 + 1) * planes] } == new)
    }
  }

  @Test func allAreDrawn() throws {
    let game = Go(size: 4, history: 2)
    let buffer = try buffer(game, BoardSymmetry.all(of: game.specification))
    let seen = Set((0..<200).map { buffer.targets(step: 6, seed: $0).targetPolicy })
    #expect(seen.count == 8)
    #expect(buffer.targets(step: 6, seed: 5) == buffer.targets(step: 6, seed: 5))
  }
}
