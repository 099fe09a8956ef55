import Foundation
import Testing

@testable import Telemetry

@Suite struct InterruptionTests {
  @Test(arguments: [SIGINT, SIGTERM]) func theFirstOneIsNoted(number: Int32) async {
    await #expect(processExitsWith: .exitCode(7)) { [number] in
      #expect(!Interruption.isRequested)
      Interruption.install { exit(7) }
      kill(getpid(), number)
      sleep(60)
    }
  }

  @Test func theTrainingLoopSeesIt() async {
    await #expect(processExitsWith: .exitCode(3)) {
      Interruption.install {}
      kill(getpid(), SIGINT)
      while !Interruption.isRequested { usleep(1000) }
      exit(3)
    }
  }

  @Test func theSecondOneEndsAtOnce() async {
    await #expect(processExitsWith: .exitCode(130)) {
      Interruption.install { while true { sleep(60) } }
      kill(getpid(), SIGINT)
      while !Interruption.isRequested { usleep(1000) }
      kill(getpid(), SIGINT)
      sleep(60)
    }
  }

  @Test func theNoticeIsPrinted() async throws {
    let result = try await #require(
      processExitsWith: .exitCode(130), observing: [\.standardErrorContent]
    ) {
      Interruption.install()
      kill(getpid(), SIGINT)
      sleep(1)
      kill(getpid(), SIGINT)
      sleep(60)
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("finishing the tick, then saving; press ctrl-C again to stop at once\n"))
  }
}
