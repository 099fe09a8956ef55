import Common
import Environments
import Foundation
import TestSupport
import Testing

@testable import Workers

@Suite(.enabled(if: Corridor.isThere, "there is no python3")) struct WorkerFailureTests {
  private func environment(
    _ fault: String, each: Int = 1, stepSeconds: Double = 60
  ) throws -> (pool: WorkerPool, environment: WorkerEnvironment<Int>) {
    let pool = try WorkerPool(
      Corridor.task(
        "Corridor", ["fault": .text(fault), "each": .whole(each)], stepSeconds: stepSeconds))
    return (pool, try WorkerEnvironment(in: pool))
  }

  /// Steps until something is thrown.
  private func play(_ environment: inout WorkerEnvironment<Int>) throws {
    _ = try environment.reset(seed: 1)
    while !(try environment.step(0).isOver) {}
  }

  /// Plays episodes, and counts those that are lost, until something else is thrown.
  private func play(in pool: WorkerPool, losses: inout Int) throws {
    var environment = try WorkerEnvironment<Int>(in: pool)
    while true {
      do {
        try play(&environment)
      } catch is LostEpisode {
        losses += 1
      }
    }
  }

  @Test func aWorkerThatIsKilledIsReplaced() throws {
    let pool = try WorkerPool(Corridor.task(workers: 2))
    let prototype = try WorkerEnvironment<Int>(in: pool)
    var environments = [WorkerEnvironment<Int>](repeating: prototype, count: 4)
    for index in environments.indices { _ = try environments[index].reset(seed: 5) }
    let killed = pool.processIdentifiers[0]
    kill(killed, SIGKILL)
    var lost = 0
    for index in environments.indices {
      do {
        _ = try environments[index].step(1)
      } catch is LostEpisode {
        lost += 1
      }
    }
    #expect(lost == 2 && pool.statistics.lostEpisodes == 2 && pool.statistics.replacedWorkers == 1)
    #expect(pool.processIdentifiers[0] != killed)
    // Both go on with new episodes.
    var expected = prototype
    let first = try expected.reset(seed: 6)
    for index in environments.indices { #expect(try environments[index].reset(seed: 6) == first) }
    #expect(kill(killed, 0) != 0)
  }

  /// Whoever kills them, workers that are killed soon do not end the run as those do that fail by themselves.
  @Test func workersThatAreKilledAgainAndAgainAreReplaced() throws {
    let pool = try WorkerPool(Corridor.task())
    var environment = try WorkerEnvironment<Int>(in: pool)
    let first = try environment.reset(seed: 5)
    for _ in 0..<8 {
      kill(pool.processIdentifiers[0], SIGKILL)
      #expect(throws: LostEpisode.self) { try environment.step(1) }
      #expect(try environment.reset(seed: 5) == first)
    }
    #expect(pool.statistics.replacedWorkers == 8)
  }

  @Test func workersThatAreAlwaysKilledEndTheRun() throws {
    let pool = try WorkerPool(Corridor.task("Corridor", ["fault": .text("kill"), "limit": .whole(3)]))
    var losses = 0
    let error = #expect(throws: WorkerError.self) { try play(in: pool, losses: &losses) }
    #expect(losses == 20)
    #expect(error?.description.contains("a worker was ended by the signal Killed") == true)
  }

  @Test(arguments: ["exit", "nonsense"]) func aWorkerThatFailsNowAndThenIsReplaced(fault: String) throws {
    var (pool, environment) = try environment(fault, each: 2)
    try play(&environment)
    #expect(throws: LostEpisode.self) { try play(&environment) }
    try play(&environment)
    #expect(pool.statistics.replacedWorkers == 1)
  }

  @Test func aWorkerThatHangsIsReplaced() throws {
    var (pool, environment) = try environment("hang", stepSeconds: 0.3)
    let error = #expect(throws: LostEpisode.self) { try play(&environment) }
    #expect(error?.description.contains("took longer than 0.3 s for a step") == true)
    #expect(pool.statistics.replacedWorkers == 1)
  }

  @Test func workersThatAlwaysFailEndTheRunWithTheirLastWords() throws {
    var (pool, environment) = try environment("exit")
    for _ in 0..<3 { #expect(throws: LostEpisode.self) { try play(&environment) } }
    let error = #expect(throws: WorkerError.self) { try play(&environment) }
    let expected =
      "a worker ended with code 7, the last of 4 in a row that ended soon; its last words: out of this world"
    #expect(error?.description.hasSuffix(expected) == true)
    #expect(throws: WorkerError.self) { _ = try environment.reset(seed: 1) }
    for identifier in pool.processIdentifiers { #expect(kill(identifier, 0) != 0) }
  }

  @Test func aWorkerThatEndsWhileItStartsIsReplaced() throws {
    let folder = try TemporaryFolder()
    let pool = try WorkerPool(Corridor.task("Corridor", ["once": .text(folder.file("once"))]))
    var environment = try WorkerEnvironment<Int>(in: pool)
    let first = try environment.reset(seed: 4)
    try Data().write(to: URL(filePath: folder.file("once")))
    kill(pool.processIdentifiers[0], SIGKILL)
    #expect(throws: LostEpisode.self) { try environment.step(0) }
    #expect(pool.statistics.replacedWorkers == 2)
    #expect(try folder.names == [])
    #expect(try environment.reset(seed: 4) == first)
  }

  @Test func workersThatFailBeforeAnyEpisodeEndsEndTheRun() throws {
    let pool = try WorkerPool(
      Corridor.task("Corridor", ["fault": .text("exit"), "at": .whole(110), "limit": .whole(1000)]))
    var losses = 0
    let error = #expect(throws: WorkerError.self) { try play(in: pool, losses: &losses) }
    #expect(losses == 20)
    #expect(error?.description.contains("no episode has ended since 20 others ended") == true)
  }

  @Test func aStepThatRaisesLeavesItsTraceback() throws {
    var (pool, environment) = try environment("raise")
    let folder = try TemporaryFolder()
    pool.keepRecords(in: folder.path)
    let error = #expect(throws: WorkerError.self) { try play(&environment) }
    let file = folder.file("worker-traceback.txt")
    #expect(
      error?.description.hasSuffix(
        "it raised ValueError: the floor gave way (corridor.py line 63); the traceback is in \(file)")
        == true,
      "\(error?.description ?? "")")
    let traceback = try String(contentsOfFile: file, encoding: .utf8)
    #expect(traceback.contains("in fail") && traceback.contains("raise ValueError"))
    for identifier in pool.processIdentifiers { #expect(kill(identifier, 0) != 0) }
  }

  @Test(arguments: [
    ("reward", "the reward of a step is not finite"),
    ("huge", "the reward of a step is not finite, or larger than 3.4e38"),
    ("rewards", "the reward of a step is [1.0], where one number is due"),
    (
      "gym",
      "step returned 4 values, where Gymnasium's returns 5: observation, reward, terminated, truncated, info"
    ),
    ("observation", "an observation holds a number that is not finite"),
    ("shape", "an observation is [4], where Box(-1.0, 1.0, (3,), float32) was declared"),
    ("kind", "an observation is [7], where Box(-1.0, 1.0, (3,), float32) was declared"),
    ("none", "an observation is None, where Box(-1.0, 1.0, (3,), float32) was declared"),
  ]) func whatCannotBeUsedIsRefused(fault: String, sentence: String) throws {
    var (pool, environment) = try environment(fault)
    let error = #expect(throws: WorkerError.self) { try play(&environment) }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    for identifier in pool.processIdentifiers { #expect(kill(identifier, 0) != 0) }
  }

  @Test func aNumberOutsideItsRangeIsRefused() throws {
    for outside in [1, 7, -3] {
      var environment = try WorkerEnvironment<Int>(
        in: WorkerPool(Corridor.task("Numbered", ["outside": .whole(outside)])))
      #expect(try environment.reset(seed: 1) == .numbers([1, 0, 0, 0, 0]))
      let error = #expect(throws: WorkerError.self) { try play(&environment) }
      #expect(error?.description.contains("an observation is \(outside), where ") == true)
    }
  }

  @Test func aResetWithoutInformationIsRefused() throws {
    var environment = try WorkerEnvironment<Int>(in: WorkerPool(Corridor.task("Bare")))
    let error = #expect(throws: WorkerError.self) { try environment.reset(seed: 1) }
    #expect(
      error?.description.contains(
        "reset returned 3 values, where Gymnasium's returns 2: observation, info; wrap it, so that it does")
        == true)
  }

  /// Files of a user's may have the names of modules that the worker's program imports.
  @Test func aFileNamedAsAModuleOfTheWorkersIsNotTaken() throws {
    let folder = try TemporaryFolder()
    for name in ["json", "struct", "signal", "threading"] {
      try Data("raise RuntimeError".utf8).write(to: URL(filePath: folder.file("\(name).py")))
    }
    let here = FileManager.default.currentDirectoryPath
    let task = try Corridor.task()
    let process = try {
      #expect(FileManager.default.changeCurrentDirectoryPath(folder.path))
      defer { _ = FileManager.default.changeCurrentDirectoryPath(here) }
      return try WorkerProcess(python: task.python!)
    }()
    let introduction = try WorkerPool.introduction(of: process, task, isFirst: true)
    #expect(introduction.players == 1)
  }

  @Test(arguments: [
    ("Corridr", "there is no environment Corridr; the nearest is Corridor"),
    ("Unbounded", "its actions are Box(-inf, inf, (1,), float32), which has no bounds"),
    ("Switches", "its actions are MultiBinary(4), where a choice or a box of numbers can be used"),
    ("Nested", "its observations are Dict('a': Box(3,)), where numbers or pictures can be used"),
  ]) func anEnvironmentThatCannotBeUsedIsRefused(name: String, sentence: String) throws {
    let error = #expect(throws: WorkerError.self) { try WorkerPool(Corridor.task(name)) }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
  }

  @Test func wrongArgumentsAreTheEnvironmentsOwnWords() throws {
    let error = #expect(throws: WorkerError.self) {
      try WorkerPool(Corridor.task("Corridor", ["wide": .flag(true)]))
    }
    #expect(
      error?.description.contains("it cannot be made: TypeError:") == true
        && error?.description.contains("'wide'") == true, "\(error?.description ?? "")")
  }

  @Test func aModuleThatCannotBeImportedIsSaid() throws {
    var task = try Corridor.task()
    task.module = "no_such_module_anywhere"
    let error = #expect(throws: WorkerError.self) { try WorkerPool(task) }
    #expect(
      error?.description.contains(
        "the module no_such_module_anywhere cannot be imported: ModuleNotFoundError: No module named")
        == true,
      "\(error?.description ?? "")")
  }

  @Test func aPythonThatIsNoneIsSaid() throws {
    var task = try Corridor.task()
    task.python = "/no/such/python3"
    #expect(throws: WorkerError.self) { try WorkerPool(task) }
    task.python = "/bin/false"
    let error = #expect(throws: WorkerError.self) { try WorkerPool(task) }
    #expect(
      error?.description.hasSuffix("the worker ended with code 1") == true, "\(error?.description ?? "")")
  }
}
