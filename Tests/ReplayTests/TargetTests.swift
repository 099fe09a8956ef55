import Environments
import Randomness
import Replay
import Testing

/// Targets against those computed by hand.
struct TargetTests {
  private let one = specification()

  private func buffer(
    _ script: Script, steps: Int?, discount: Double, unrollSteps: Int = 2,
    pastEnd: TargetConfiguration.PastEnd = .uniform, learnsRewards: Bool = true
  ) throws -> ReplayBuffer {
    try ReplayBuffer(
      ReplayConfiguration(
        specification: script.specification,
        targets: TargetConfiguration(
          unrollSteps: unrollSteps, bootstrapSteps: steps, discount: discount,
          players: script.specification.players, pastEnd: pastEnd, learnsRewards: learnsRewards),
        maximumSteps: 100),
      holding: [script.trajectory])
  }

  @Test func onePlayerTerminated() throws {
    let script = Script(
      rewards: [1, 2, 4, 8], rootValues: [10, 20, 30, 40], isTerminated: true, finalValue: 99,
      specification: one)
    let buffer = try buffer(script, steps: 2, discount: 0.5)
    // 1 + 2/2 + 30/4; 2 + 4/2 + 40/4; 4 + 8/2 and nothing behind.
    let first = buffer.targets(step: 0)
    #expect(first.targetValue == [9.5, 14, 8])
    #expect(first.targetReward == [0, 1, 2])
    #expect(first.action == [0, 1])
    #expect(first.mask == [1, 1, 1])
    #expect(first.targetPolicy == [0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 0.25, 0.25, 0.5])
    #expect(first.observation == .numbers([0, 1]))
    let last = buffer.targets(step: 3)
    #expect(last.targetValue == [8, 0, 0])
    #expect(last.targetReward == [0, 8, 0])
    #expect(last.mask == [1, 1, 1])
    #expect(Array(last.targetPolicy[3...]) == [Float](repeating: 1 / 3, count: 6))
    #expect(last.action[0] == 0)
    #expect(last.observation == .numbers([30, 31]))
  }

  @Test func maskedPastTerminal() throws {
    let script = Script(
      rewards: [1, 2], rootValues: [0, 0], isTerminated: true, specification: one)
    let batch = try buffer(script, steps: 2, discount: 1, unrollSteps: 3, pastEnd: .masked).targets(step: 1)
    #expect(batch.mask == [1, 1, 0, 0])
    #expect(batch.targetReward == [0, 2, 0, 0])
  }

  @Test func truncatedBootstrapsFromLastState() throws {
    let script = Script(
      rewards: [1, 2, 4], rootValues: [10, 20, 30], isTerminated: false, finalValue: 64, specification: one)
    let buffer = try buffer(script, steps: 2, discount: 0.5)
    #expect(buffer.targets(step: 0).targetValue == [9.5, 20, 36])
    let last = buffer.targets(step: 2)
    #expect(last.targetValue == [36, 64, 0])
    #expect(last.mask == [1, 0, 0])
  }

  @Test func moreStepsThanTheEpisodeHas() throws {
    let rewards: [Float] = [1, 2, 4]
    let ended = Script(rewards: rewards, rootValues: [9, 9, 9], isTerminated: true, specification: one)
    let cut = Script(
      rewards: rewards, rootValues: [9, 9, 9], isTerminated: false, finalValue: 16, specification: one)
    for steps in [10, nil] {
      #expect(try buffer(ended, steps: steps, discount: 0.5).targets(step: 0).targetValue == [3, 4, 4])
      #expect(try buffer(cut, steps: steps, discount: 0.5).targets(step: 0).targetValue == [5, 8, 12])
    }
  }

  @Test func outcomesAreValuesPastTheEndWhereNoRewardsAreLearned() throws {
    // The second player wins by the last action, so the first, whose turn it would be, has lost, and so on in turns.
    let game = Script(
      rewards: [0, 0, 0, 1], rootValues: [0.1, 0.2, 0.3, 0.4], players: [0, 1, 0, 1], isTerminated: true,
      specification: specification(players: 2))
    for steps in [nil, 2] {
      let outcome = try buffer(game, steps: steps, discount: 1, unrollSteps: 4, learnsRewards: false)
      #expect(outcome.targets(step: 2).targetValue == [-1, 1, -1, 1, -1])
    }
    let alone = Script(rewards: [0, 1], rootValues: [0, 0], isTerminated: true, specification: one)
    let single = try buffer(alone, steps: nil, discount: 1, unrollSteps: 4, learnsRewards: false)
    #expect(single.targets(step: 1).targetValue == [1, 1, 1, 1, 1])
    let cut = Script(
      rewards: [0, 1], rootValues: [0, 0], isTerminated: false, finalValue: 0.5, specification: one)
    let truncated = try buffer(cut, steps: nil, discount: 1, unrollSteps: 3, learnsRewards: false)
    #expect(truncated.targets(step: 1).targetValue == [1.5, 0.5, 0, 0])
  }

  @Test func twoPlayersHaveOppositeSigns() throws {
    let two = specification(players: 2)
    // The second player wins by the last action.
    let game = Script(
      rewards: [0, 0, 0, 1], rootValues: [0.1, 0.2, 0.3, 0.4], players: [0, 1, 0, 1], isTerminated: true,
      specification: two)
    let outcome = try buffer(game, steps: nil, discount: 1, unrollSteps: 4)
    #expect(outcome.targets(step: 0).targetValue == [-1, 1, -1, 1, 0])
    #expect(outcome.targets(step: 0).targetReward == [0, 0, 0, 0, 1])
    // One reward and a value of the other player; then two and a value of the same.
    let rewarded = Script(
      rewards: [1, 2, 4, 8], rootValues: [10, 20, 30, 40], players: [0, 1, 0, 1], isTerminated: true,
      specification: two)
    #expect(try buffer(rewarded, steps: 1, discount: 0.5).targets(step: 0).targetValue == [-9, -13, -16])
    #expect(
      try buffer(rewarded, steps: 2, discount: 0.5).targets(step: 0).targetValue == [7.5, 10, 0])
    // A player who moves twice keeps the sign; the last state is the other's.
    let twice = Script(
      rewards: [1, 2], rootValues: [0, 0], players: [0, 0], isTerminated: false, finalValue: 8,
      finalPlayer: 1, specification: two)
    #expect(try buffer(twice, steps: 5, discount: 0.5).targets(step: 0).targetValue == [0, -2, 8])
  }

  @Test func actionsBehindTheEndAreRandom() throws {
    let script = Script(rewards: [0], rootValues: [0], isTerminated: true, specification: one)
    let buffer = try buffer(script, steps: 1, discount: 1, unrollSteps: 30)
    let actions = buffer.targets(step: 0).action
    #expect(actions == buffer.targets(step: 0).action)
    #expect(actions != buffer.targets(step: 0, seed: 2).action)
    #expect(actions[0] == 0 && Set(actions) == [0, 1, 2])
  }

  @Test func freshValuesAndPoliciesReplaceStoredOnes() throws {
    var stream = RandomStream(5)
    for players in [1, 2] {
      for isTerminated in [true, false] {
        for steps in [1, 3, 20, nil] {
          let specification = specification(players: players)
          let script = Script(
            steps: 9, isTerminated: isTerminated, specification: specification, stream: &stream)
          let stored = try buffer(script, steps: steps, discount: 0.9)
          var fresh = script
          for step in 0..<9 {
            fresh.rootValues[step] = Float(stream.normal())
            fresh.policies[step] = [0.25, 0.5, 0.25]
          }
          fresh.finalValue = Float(stream.normal())
          let expected = try buffer(fresh, steps: steps, discount: 0.9)
          let positions = stored.positions
          let values = stored.bootstrapPositions(for: positions).map {
            expected.trajectory(0).rootValues[$0.step]
          }
          let policies = stored.unrolledPositions(for: positions).flatMap { fresh.policies[$0.step] }
          var (first, second) = (RandomStream(1), RandomStream(1))
          let filled = stored.fill(
            positions, stream: &first, freshValues: values, freshPolicies: policies)
          #expect(filled == expected.fill(positions, stream: &second))
          #expect(filled != stored.fill(positions, stream: &second))
        }
      }
    }
  }

  /// n = 3, and one less for every 4 steps: 1 for a trajectory that began 11 steps ago, 2 for one that began 5 ago.
  @Test func freshValuesOfOldTrajectoriesStandNearer() throws {
    let old = Script(
      rewards: [1, 2, 4, 8, 16, 32], rootValues: [0, 0, 0, 0, 0, 0], isTerminated: false, finalValue: 9,
      specification: one)
    let new = Script(
      rewards: [1, 2, 4, 8, 16], rootValues: [0, 0, 0, 0, 0], isTerminated: true, specification: one)
    let buffer = try ReplayBuffer(
      ReplayConfiguration(
        specification: one,
        targets: TargetConfiguration(
          unrollSteps: 1, bootstrapSteps: 3, shorteningSteps: 4, discount: 0.5), maximumSteps: 100),
      holding: [old.trajectory, new.trajectory])
    let positions = [(0, 0), (0, 5), (1, 0), (1, 2)].map {
      ReplayPosition(state: StatePosition(serial: $0, step: $1), probability: 1)
    }
    let bootstraps = buffer.bootstrapPositions(for: positions)
    #expect(bootstraps.map(\.step) == [1, 2, 6, 6, 2, 3, 4])
    var (first, second) = (RandomStream(1), RandomStream(1))
    let filled = buffer.fill(
      positions, stream: &first, freshValues: [100, 200, 300, 400, 500, 600, 700])
    // 1 + 100/2, 2 + 200/2; 32 + 300/2, and what is known of the last state.
    #expect(Array(filled.targetValue[..<4]) == [51, 102, 182, 400])
    // 1 + 2/2 + 500/4, 2 + 4/2 + 600/4; 4 + 8/2 + 700/4, and 8 + 16/2 to the end.
    #expect(Array(filled.targetValue[4...]) == [127, 154, 183, 16])
    // Stored values stand where they did.
    let stored = buffer.fill(positions, stream: &second)
    #expect(stored.targetValue == [3, 6, 36.5, 9, 3, 6, 12, 16])
  }

  @Test func piecesTeachWhatTheEpisodeDoes() throws {
    var stream = RandomStream(7)
    for steps in [1, 2, 3, 7, 8, 9, 23, 40] {
      for sequenceLength in [1, 4, 7] {
        for isTerminated in [true, false] {
          let specification = specification(players: 2)
          let script = Script(
            steps: steps, isTerminated: isTerminated, specification: specification, stream: &stream)
          let targets = TargetConfiguration(
            unrollSteps: 2, bootstrapSteps: 3, discount: 0.9, players: 2, stackedObservations: 4,
            actionPlanes: true)
          let configuration = ReplayConfiguration(
            specification: specification, targets: targets, maximumSteps: 100)
          let whole = try ReplayBuffer(configuration, holding: [script.trajectory])
          let pieces = script.pieces(sequenceLength: sequenceLength, targets: targets)
          let cut = try ReplayBuffer(configuration, holding: pieces)
          #expect(cut.steps == steps && whole.steps == steps)
          #expect(pieces.flatMap { piece in piece.sampled.map { $0 + piece.firstStep } } == Array(0..<steps))
          #expect(pieces.dropLast().allSatisfy { $0.sampled.count == sequenceLength })
          var (first, second) = (RandomStream(1), RandomStream(1))
          #expect(cut.fill(cut.positions, stream: &first) == whole.fill(whole.positions, stream: &second))
          for (part, all) in zip(cut.positions, whole.positions) {
            #expect(cut.priority(of: part.state) == whole.priority(of: all.state))
            #expect(cut.legalActions(in: part.state) == script.legal[all.step])
          }
        }
      }
    }
  }

  @Test func piecesComeWhileTheEpisodeRuns() throws {
    let script = Script(
      rewards: [Float](repeating: 0, count: 20), rootValues: [Float](repeating: 0, count: 20),
      isTerminated: true, specification: one)
    let targets = TargetConfiguration(unrollSteps: 2, bootstrapSteps: 3, discount: 1)
    var cutter = TrajectoryCutter(
      Trajectory(specification: one, firstObservation: observation(of: 0, one)), sequenceLength: 5,
      targets: targets)
    var given: [Int] = []
    for step in 0..<20 {
      let piece = cutter.append(
        action: 0, policy: [1, 0, 0], rootValue: 0, step: script.step(step))
      if piece != nil { given.append(step) }
    }
    // A piece of steps 0…4 ends in state 4 + 2 + 3, which step 9 is taken in.
    #expect(given == [9, 14, 19])
  }
}
