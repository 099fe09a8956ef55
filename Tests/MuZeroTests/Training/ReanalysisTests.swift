import Replay
import TestSupport
import Testing

@testable import MuZero

/// What updates get of the networks as they are now.
@Suite struct ReanalysisTests {
  /// A run some ticks on, and the work of its next updates, searched and valued.
  private struct Prepared {
    let run: SmallRun
    let reanalysis: Reanalysis
    var task: Reanalysis.Task

    init(_ values: MuZeroSettings.ReanalyzeSettings.BootstrapValues) throws {
      var settings = MuZeroSettings.small("cartpole")
      settings.reanalyze.enabled = true
      settings.reanalyze.policyShare = 0.7
      settings.reanalyze.bootstrapValues = values
      settings.reanalyze.bootstrapSteps = 2
      settings.search.discount = 0.5
      run = try SmallRun(settings)
      try run.tick(6)
      reanalysis = try #require(run.trainer.reanalysis)
      task = reanalysis.task(updates: 40..<60, replay: run.trainer.replayBuffer)
      try reanalysis.evaluate(&task)
      _ = try run.trainer.selfPlay.play(moves: 0, temperature: 1, reanalyzing: &task.states)
    }

    var replay: ReplayBuffer { run.trainer.replayBuffer }

    /// The numbers that a network sees of a state.
    func observation(_ states: [StoredState], _ row: Int) -> ObservationBatch {
      var column = ObservationBatch(.float32)
      replay.configuration.stacking.write(states[row...row], to: &column)
      return column
    }

    func observation(of state: StatePosition) -> ObservationBatch { replay.observations(of: [state]) }
  }

  @Test(arguments: MuZeroSettings.ReanalyzeSettings.BootstrapValues.allCases)
  func everyStateIsAskedForOnce(_ values: MuZeroSettings.ReanalyzeSettings.BootstrapValues) throws {
    let prepared = try Prepared(values)
    let (task, replay) = (prepared.task, prepared.replay)
    var (searched, valued) = (Set<StatePosition>(), Set<StatePosition>())
    var wanted = 0
    for work in task.works {
      let (bootstraps, unrolled) = (
        replay.bootstrapPositions(for: work.positions), replay.unrolledPositions(for: work.positions)
      )
      #expect(work.values.count == bootstraps.count)
      for (row, state) in zip(work.values, bootstraps) {
        let states = values == .search ? task.states.states : task.valued
        #expect(prepared.observation(states, row) == prepared.observation(of: state))
      }
      valued.formUnion(bootstraps)
      wanted += bootstraps.count
      guard let policies = work.policies else { continue }
      #expect(policies.count == unrolled.count)
      for (row, state) in zip(policies, unrolled) {
        #expect(prepared.observation(task.states.states, row) == prepared.observation(of: state))
      }
      searched.formUnion(unrolled)
      wanted += unrolled.count
    }
    #expect(Set(task.works.map { $0.policies == nil }) == [true, false])
    if values == .search {
      searched.formUnion(valued)
      valued = []
    }
    #expect(task.states.legal.count == searched.count && task.valued.count == valued.count)
    #expect(searched.count + valued.count < wanted)
  }

  /// Every reward is 1, n = 2 and γ = 0.5: z = 1 + 0.5 + 0.25 v before the last states of an episode.
  @Test(arguments: MuZeroSettings.ReanalyzeSettings.BootstrapValues.allCases)
  func targetsHaveTheFreshValues(_ values: MuZeroSettings.ReanalyzeSettings.BootstrapValues) throws {
    let prepared = try Prepared(values)
    let (task, replay) = (prepared.task, prepared.replay)
    let fresh = values == .search ? task.states.rootValues : task.values
    let updates = prepared.reanalysis.updates(of: task, replay: replay, actions: 2)
    var (compared, policies) = (0, 0)
    for (work, update) in zip(task.works, updates) {
      var (nextValue, nextPolicy) = (0, 0)
      for (row, position) in work.positions.enumerated() {
        let bootstraps = replay.bootstrapPositions(for: [position])
        if bootstraps.map(\.step) == (2...4).map({ position.step + $0 }) {
          for k in 0..<3 {
            let target = update.batch.targetValue[row * 3 + k]
            expectClose(
              [target], [1.5 + 0.25 * Double(fresh[work.values[nextValue + k]])], absolute: 1e-5)
            compared += 1
          }
        }
        nextValue += bootstraps.count
        guard let rows = work.policies else { continue }
        for k in replay.unrolledPositions(for: [position]).indices {
          for action in 0..<2 {
            #expect(
              update.batch.targetPolicy[(row * 3 + k) * 2 + action]
                == task.states.policies[rows[nextPolicy] * 2 + action])
          }
          nextPolicy += 1
          policies += 1
        }
      }
    }
    #expect(compared > 100 && policies > 100)
  }
}
