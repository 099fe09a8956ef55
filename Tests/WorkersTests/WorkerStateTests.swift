import Environments
import Foundation
import Testing

@testable import Workers

/// Episodes that are stored, and gone on with elsewhere: those of `Remembering` in `Tests/Fixtures/workers/corridor.py`.
@Suite(.enabled(if: isInstalled("json"), "there is no python3")) struct WorkerStateTests {
  private func pool(_ kind: String = "Remembering") throws -> WorkerPool {
    try WorkerPool(
      WorkerTask(.python, "Tests.Fixtures.workers.corridor:\(kind)", arguments: ["length": .whole(30)]))
  }

  @Test func anEpisodeGoesOnInAnotherProcess() throws {
    var played = try WorkerEnvironment<Int>(in: pool())
    for _ in 0..<3 {
      _ = try played.reset(seed: 1)
      _ = try played.step(1)
    }
    let newest = try played.step(0).observation
    let state = try #require(try played.state())
    var other = try WorkerEnvironment<Int>(in: pool())
    _ = try other.reset(seed: 2)
    #expect(try other.restore(state) == newest)
    for action in [1, 1, 0, 1] { #expect(try other.step(action) == played.step(action)) }
    #expect(try other.reset(seed: 5) == played.reset(seed: 6))
  }

  @Test func whatCannotBeStoredSaysSo() throws {
    var environment = try WorkerEnvironment<Int>(in: pool("Corridor"))
    _ = try environment.reset(seed: 1)
    #expect(try environment.state() == nil)
  }

  @Test func anEpisodeWhoseWorkerHasEndedIsLostOnce() throws {
    let pool = try pool()
    var environment = try WorkerEnvironment<Int>(in: pool)
    _ = try environment.reset(seed: 1)
    kill(pool.processIdentifiers[0], SIGKILL)
    #expect(try environment.state() == nil)
    #expect(throws: LostEpisode.self) { try environment.step(0) }
    #expect(pool.statistics.lostEpisodes == 1)
    _ = try environment.reset(seed: 1)
    #expect(try environment.state() != nil)
  }

  @Test func aStateThatIsNoneIsASentence() throws {
    var environment = try WorkerEnvironment<Int>(in: pool())
    _ = try environment.reset(seed: 1)
    let error = #expect(throws: WorkerError.self) { try environment.restore([1, 2, 3]) }
    #expect(error?.description.contains("it raised JSONDecodeError") == true, "\(error?.description ?? "")")
  }
}
