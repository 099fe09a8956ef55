import Foundation
import TestSupport
import Testing

@testable import Matches

/// What a program writes as errors, and what it leaves behind.
@Suite struct ProgramProcessTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A program as a shell script.
  private func program(_ script: String) throws -> ProgramProcess {
    let path = folder.file("program")
    try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return try ProgramProcess(try ProgramCommand(path), isInterrupted: { false })
  }

  private var soon: ContinuousClock.Instant { .now + .seconds(20) }

  @Test func errorsDoNotFillTheDisk() throws {
    let process = try program(
      "while read line; do head -c 3000000 /dev/zero >&2; echo >&2; echo oh no $line >&2; echo done; done")
    for number in 1...5 {
      process.tell("\(number)")
      #expect(try process.line(until: soon) == "done")
      #expect(process.errorBytes < 8_000_000)
    }
    #expect(process.failure("fails").predicate.hasSuffix("oh no 5\")"))
  }

  /// Whether a process runs: one that has ended, and for which nobody has waited, does not.
  private func runs(_ identifier: String) -> Bool {
    guard let text = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8) else {
      return false
    }
    return !text.contains(") Z ")
  }

  private func ends(_ identifier: String) -> Bool {
    for _ in 0..<200 where runs(identifier) { usleep(10_000) }
    return !runs(identifier)
  }

  @Test func whatAProgramHasStartedEndsWithIt() throws {
    let script = "sleep 100 >/dev/null 2>&1 & echo $!"
    let ended = try program("\(script)\nexit 3")
    let child = try ended.line(until: soon)
    for _ in 0..<200 where !ended.hasEnded { usleep(10_000) }
    #expect(ended.hasEnded && ends(child))
    let quitting = try program("\(script)\nread word")
    let other = try quitting.line(until: soon)
    quitting.quit("quit")
    #expect(quitting.hasEnded && ends(other))
  }
}
