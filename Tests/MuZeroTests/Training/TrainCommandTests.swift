import Foundation
import Telemetry
import TestSupport
import Testing

/// `foresight train` as a person runs it, and as a machine ends it.
@Suite(.serialized) struct TrainCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try """
    environment: {name: cartpole}
    network: {hidden: [8], encoding: 6, bins: 5}
    search: {simulations: 4}
    selfPlay: {environments: 2, movesPerTick: 10}
    learner: {batch: 8, unrollSteps: 2, bootstrapSteps: 3, samplesPerState: 1, firstSteps: 10}
    training: {environmentSteps: 6000, checkpointSeconds: 0.03}
    evaluation: {episodes: 2}
    """.write(toFile: folder.file("small.yaml"), atomically: true, encoding: .utf8)
  }

  private func start(_ arguments: [String] = [], fileBlocks: Int? = nil) throws -> RunningForesight {
    try RunningForesight(
      ["train"] + arguments + ["--run", folder.file("run"), "--device", "cpu"], fileBlocks: fileBlocks)
  }

  private func begin(_ overrides: [String] = []) throws -> RunningForesight {
    try start([folder.file("small.yaml")] + overrides.flatMap { ["--set", $0] })
  }

  private func resume(fileBlocks: Int? = nil) throws -> RunningForesight {
    try start(["--resume"], fileBlocks: fileBlocks)
  }

  private func latest(_ name: String = "run") throws -> CheckpointFolder.Entry? {
    try RunFolder(existing: folder.file(name)).checkpoints.latest
  }

  private func model(_ entry: CheckpointFolder.Entry?) throws -> Data {
    let path = try #require(entry).path
    return try #require(FileManager.default.contents(atPath: "\(path)/model.safetensors"))
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aRequestToEndSaves(_ signal: Int32) throws {
    let first = try begin(["training.checkpointSeconds=1000", "training.environmentSteps=100000"])
    try first.wait(for: "steps ")
    usleep(300_000)
    first.send(signal)
    let (status, output) = try first.wait()
    #expect(status == 0)
    #expect(output.contains("finishing "))
    #expect(output.contains("go on with: foresight train --resume --run \(folder.file("run"))"), "\(output)")
    let step = try #require(try latest()?.step)
    #expect(step > 0 && step < 100_000)
    let second = try resume()
    try second.wait(for: "steps ")
    second.send(signal)
    #expect(try second.wait().status == 0)
    let later = try #require(try latest())
    #expect(later.step >= step)
  }

  @Test func aFullDiskIsASentence() throws {
    // 16 MB of parameters and optimizer's state. The limit of 4 MB leaves room for compiled kernels.
    let first = try begin(["network.hidden=[512,512]", "training.checkpointSeconds=0.5"])
    try first.wait(for: "steps ")
    usleep(1_500_000)
    first.send(SIGINT)
    #expect(try first.wait().status == 0)
    let entry = try #require(try latest())
    let model = try model(entry)
    let (status, output) = try resume(fileBlocks: 8192).wait()
    #expect(status == 1, "\(output)")
    let sentence = output.split(separator: "\n").first { $0.contains("foresight: error: ") }
    #expect(sentence?.contains("free some space") == true, "\(output)")
    #expect(try latest() == entry)
    #expect(try self.model(latest()) == model)
    let third = try resume()
    try third.wait(for: "steps ")
    third.send(SIGINT)
    #expect(try third.wait().status == 0)
    let later = try #require(try latest())
    #expect(later.step > entry.step)
  }

  /// Whether a file system of a small size can be mounted for one process and those that it starts.
  private static let canMount = shell("unshare -Urm mount -t tmpfs -o size=1m tmpfs /mnt").status == 0

  /// What a shell says, and its exit status.
  private static func shell(_ script: String, _ arguments: [String] = []) -> (status: Int32, output: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script, "sh"] + arguments
    process.standardOutput = output
    process.standardError = output
    guard (try? process.run()) != nil else { return (-1, "") }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  /// 10 MB for checkpoints of 4.8 MB: the third has no room. Later there is no room for a single byte, and then enough.
  @Test(.enabled(if: canMount, "file systems cannot be mounted here")) func aFullFileSystemLosesNothing()
    throws
  {
    let folder = try #require(Bundle.main.executableURL?.deletingLastPathComponent())
    let small = try TemporaryFolder()
    let (status, output) = Self.shell(
      """
      exec unshare -Urm sh -c '
        mount -t tmpfs -o size=10m tmpfs "$2" || exit 100
        run() { echo "== $1"; shift; "$@"; echo "status $?"; ls "$run/checkpoints"; }
        until_saved() {
          before=$(ls "$run/checkpoints")
          "$@" &
          while [ "$(ls "$run/checkpoints")" = "$before" ] && kill -0 $!; do sleep 0.05; done
          kill -INT $!
          wait $!
        }
        run="$2/run"
        run full "$1" train "$3" --run "$run" --device cpu --set network.hidden=[256,256] \
          --set training.checkpointSeconds=0.5 --set training.environmentSteps=100000
        dd if=/dev/zero of="$2/filling" bs=1k count=10000 2>/dev/null
        run resumed "$1" train --resume --run "$run" --device cpu
        rm "$2/filling"
        mount -o remount,size=100m "$2"
        run freed until_saved "$1" train --resume --run "$run" --device cpu
      ' sh "$@"
      """, [folder.appending(component: "foresight").path, small.path, self.folder.file("small.yaml")])
    #expect(status == 0, "\(output)")
    let parts = output.split(separator: "== ").map { $0.split(separator: "\n").map(String.init) }
    try #require(parts.count == 3, "\(output)")
    let steps = parts.map { $0.filter { $0.hasPrefix("step-") }.sorted() }
    for part in parts.prefix(2) {
      #expect(part.contains("status 1"), "\(output)")
      let sentence = part.first { $0.contains("foresight: error: ") }
      #expect(sentence?.contains("free some space") == true, "\(output)")
    }
    #expect(!steps[0].isEmpty && steps[1] == steps[0], "\(output)")
    #expect(parts[2].contains("status 0") && parts[2].contains { $0.contains("stopped after") }, "\(output)")
    #expect(try #require(steps[2].last) > #require(steps[0].last), "\(output)")
  }

  @Test func whatCannotBeginLeavesNothingBehind() throws {
    let settings = folder.file("small.yaml")
    for (arguments, reason) in [
      ([settings, "--set", "search.simulatons=5"], "did you mean \"search.simulations\"?"),
      ([settings, "--set", "learner.batch=many"], "must be a whole number"),
      ([settings, "--set", "learner.batch=0"], "learner.batch is 0, but must be at least 1"),
      ([settings, "--set", "network.bins=4"], "must be odd"),
      ([settings, "--set", "environment.name=draughts"], "draughts"),
      ([settings, "--set", "reanalyze.dataset=\(folder.file("none"))"], "there is no run"),
      ([settings, "--device", "no-such-device"], "no-such-device"),
      (["cartpol"], "there is no preset \"cartpol\""),
      ([folder.file("none.yaml")], "there is no file"),
    ] {
      let run = try ForesightProcess(["train"] + arguments + ["--run", folder.file("run")])
      #expect(run.status == 1)
      #expect(run.errors.contains(reason), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
      #expect(try folder.names == ["small.yaml"], "\(arguments)")
    }
    // The folder where the program runs is nothing that it made.
    let here = try TemporaryFolder()
    for path in [".", "run", "a/b/", "./a//b", "../\(here.path.split(separator: "/").last!)"] {
      let run = try ForesightProcess(
        ["train", settings, "--run", path, "--set", "reanalyze.dataset=/none", "--device", "cpu"],
        folder: here.path)
      #expect(run.status == 1 && run.errors.contains("there is no run /none"), "\(run.errors)")
      #expect(try here.names == [], "\(path)")
    }
  }

  @Test func aFolderOfAPersonStays() throws {
    for name in ["pictures", "replay", "checkpoints"] {
      try FileManager.default.createDirectory(
        atPath: folder.file("run/\(name)"), withIntermediateDirectories: true)
    }
    try Data("y".utf8).write(to: URL(filePath: folder.file("run/checkpoints/best.pt")))
    let run = try begin(["reanalyze.dataset=/none"]).wait()
    #expect(run.status == 1 && run.output.contains("is not empty and holds no run"), "\(run.output)")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.file("run")).sorted()
    #expect(paths == ["checkpoints", "checkpoints/best.pt", "pictures", "replay"])
  }
}
