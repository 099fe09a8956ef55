import Foundation
import Testing

@testable import Telemetry

@Suite struct InterruptionTests {
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func theTrainingLoopSeesIt(number: Int32) async {
    await #expect(processExitsWith: .exitCode(3)) { [number] in
      Interruption.install()
      #expect(!Interruption.isRequested)
      kill(getpid(), number)
      while !Interruption.isRequested { usleep(1000) }
      exit(3)
    }
  }

  @Test func theSecondOneEndsAtOnce() async {
    await #expect(processExitsWith: .exitCode(130)) {
      Interruption.install(pause: 0)
      kill(getpid(), SIGINT)
      while !Interruption.isRequested { usleep(1000) }
      kill(getpid(), SIGINT)
      sleep(60)
    }
  }

  /// As `timeout` sends them.
  @Test func manyAtOnceAreOneRequest() async {
    await #expect(processExitsWith: .exitCode(3)) {
      Interruption.install(pause: 3600)
      for _ in 0..<5 { kill(getpid(), SIGINT) }
      while !Interruption.isRequested { usleep(1000) }
      for number in [SIGINT, SIGTERM] { kill(getpid(), number) }
      usleep(100_000)
      exit(3)
    }
  }

  @Test func theNoticeIsPrintedFirst() async throws {
    let result = try await #require(processExitsWith: .exitCode(3), observing: [\.standardErrorContent]) {
      Interruption.install()
      kill(getpid(), SIGINT)
      while !Interruption.isRequested {}
      _exit(3)
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("finishing the tick, then saving; press ctrl-C again to stop at once\n"))
  }

  @Test func whatIsWaitedForIsNamed() async throws {
    let result = try await #require(processExitsWith: .exitCode(3), observing: [\.standardErrorContent]) {
      Interruption.install()
      Interruption.during("the seed episodes") {
        kill(getpid(), SIGTERM)
        usleep(2_000_000)
      }
      _exit(3)
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("finishing the seed episodes, then saving; "), "\(text)")
    #expect(text.contains("still waiting for the seed episodes to end; press ctrl-C again to stop at once\n"))
  }

  @Test func whatIsDroppedIsNamed() async throws {
    let result = try await #require(processExitsWith: .exitCode(3), observing: [\.standardErrorContent]) {
      Interruption.install()
      Interruption.during("the evaluation", isDropped: true) {
        kill(getpid(), SIGINT)
        while !Interruption.isRequested { usleep(1000) }
      }
      _exit(3)
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("dropping the evaluation, then saving; press ctrl-C again to stop at once\n"))
  }

  @Test func whatIsToBePassedOverIs() async {
    await #expect(processExitsWith: .exitCode(3)) {
      signal(SIGHUP, SIG_IGN)
      Interruption.install()
      kill(getpid(), SIGHUP)
      usleep(200_000)
      exit(Interruption.isRequested ? 4 : 3)
    }
  }

  /// As behind `| tee`, which Ctrl-C ends, too.
  @Test func anOutputThatNobodyReadsEndsNothing() async {
    await #expect(processExitsWith: .exitCode(3)) {
      Interruption.install()
      var ends: [Int32] = [-1, -1]
      pipe(&ends)
      close(ends[0])
      dup2(ends[1], STDERR_FILENO)
      kill(getpid(), SIGINT)
      while !Interruption.isRequested { usleep(1000) }
      exit(3)
    }
  }
}
