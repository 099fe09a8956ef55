import Foundation
import TestSupport
import Testing

/// What a person sees of environments in Python: those of `Tests/Fixtures/workers/corridor.py`.
@Suite(.enabled(if: hasPython, "there is no python3"), .serialized) struct WorkerCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try """
    environment: {name: "\(corridor)", make: {length: 4, trace: "\(folder.file("processes"))"}, workers: 2}
    network: {hidden: [8], encoding: 6, bins: 5}
    search: {simulations: 4}
    selfPlay: {environments: 5, movesPerTick: 10}
    learner: {batch: 8, unrollSteps: 2, bootstrapSteps: 3, samplesPerState: 1, firstSteps: 10}
    training: {environmentSteps: 800}
    evaluation: {episodes: 2}
    """.write(toFile: folder.file("corridor.yaml"), atomically: true, encoding: .utf8)
  }

  private func arguments(_ run: String, _ overrides: [String] = []) -> [String] {
    ["train", folder.file("corridor.yaml"), "--run", folder.file(run), "--device", "cpu"]
      + overrides.flatMap { ["--set", $0] }
  }

  /// The processes of workers that there were.
  private var processes: [pid_t] {
    let text = (try? String(contentsOfFile: folder.file("processes"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { pid_t($0) }
  }

  private func expectNoneIsLeft() {
    #expect(!processes.isEmpty)
    for process in processes {
      var tries = 0
      while kill(process, 0) == 0, tries < 300 {
        usleep(10_000)
        tries += 1
      }
      #expect(kill(process, 0) != 0, "\(process) is left")
    }
  }

  /// What the newest checkpoint of a run holds.
  private func model(_ run: String) throws -> Data {
    let checkpoints = folder.file("\(run)/checkpoints")
    let newest = try #require(
      try FileManager.default.contentsOfDirectory(atPath: checkpoints).sorted().last { !$0.hasPrefix(".") })
    return try #require(FileManager.default.contents(atPath: "\(checkpoints)/\(newest)/model.safetensors"))
  }

  /// Episodes of the second kind depend on those before, so that they cannot be played again; but they can be stored.
  @Test(arguments: ["Corridor", "Remembering"]) func aRunIsTheSameAgainAndAfterAStop(kind: String) throws {
    let name = ["environment.name=python:Tests.Fixtures.workers.corridor:\(kind)"]
    for run in ["first", "second"] {
      let training = try ForesightProcess(arguments(run, name))
      #expect(training.status == 0, "\(training.errors)")
      #expect(training.output.contains("mean return"))
    }
    #expect(try model("first") == model("second"))
    let stopped = try RunningForesight(arguments("stopped", name))
    try stopped.wait(for: "steps ")
    stopped.send(SIGINT)
    let (status, output) = try stopped.wait()
    #expect(status == 0, "\(output)")
    let resumed = try ForesightProcess(
      ["train", "--resume", "--run", folder.file("stopped"), "--device", "cpu"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(!resumed.output.contains("took another course"), "\(resumed.output)")
    #expect(try model("stopped") == model("first"))
    expectNoneIsLeft()
  }

  @Test func episodesThatTakeAnotherCourseAreLeft() throws {
    let stopped = try RunningForesight(
      arguments("run", ["environment.make.free=true", "training.environmentSteps=1000000"]))
    try stopped.wait(for: "steps ")
    stopped.send(SIGINT)
    #expect(try stopped.wait().status == 0)
    let resumed = try RunningForesight(["train", "--resume", "--run", folder.file("run"), "--device", "cpu"])
    try resumed.wait(for: "steps ")
    resumed.send(SIGINT)
    let (status, output) = try resumed.wait()
    #expect(status == 0, "\(output)")
    #expect(output.contains("5 of 5 episodes under way took another course"), "\(output)")
  }

  @Test func aRunOutlivesItsWorkers() throws {
    let training = try RunningForesight(arguments("run", ["training.environmentSteps=4000"]))
    try training.wait(for: "steps ")
    for _ in 0..<3 {
      usleep(400_000)
      if let last = processes.last { kill(last, SIGKILL) }
    }
    let (status, output) = try training.wait()
    #expect(status == 0, "\(output)")
    #expect(output.contains("lost episodes "), "\(output)")
    let log = try String(contentsOfFile: folder.file("run/workers.log"), encoding: .utf8)
    #expect(log.contains("a worker was ended by the signal Killed"))
    expectNoneIsLeft()
  }

  /// A corridor without an end, whose class states no limit.
  private let endless = [
    "environment.make.length=1000000000", "environment.make.limit=1000000000",
    "training.environmentSteps=200",
  ]

  @Test func aLimitEndsEpisodes() throws {
    let limited = try ForesightProcess(arguments("limited", endless + ["environment.episodeSteps=15"]))
    #expect(limited.status == 0, "\(limited.errors)")
    #expect(limited.output.contains("mean return -1.5"), "\(limited.output)")
    let again = try ForesightProcess(["evaluate", folder.file("limited"), "--device", "cpu"])
    #expect(again.status == 0 && again.output.contains("-1.5"), "\(again.output)\(again.errors)")
  }

  @Test(.timeLimit(.minutes(5))) func anEvaluationIsDroppedOnRequest() throws {
    let training = try RunningForesight(arguments("run", endless + ["environment.episodeSteps=1000000000"]))
    try training.wait(for: "steps 200")
    usleep(500_000)
    training.send(SIGINT)
    let (status, output) = try training.wait()
    #expect(status == 0, "\(output)")
    #expect(output.contains("dropping the evaluation, then saving"), "\(output)")
    #expect(output.contains("stopped before the evaluation, after 200 steps; go on with: "), "\(output)")
    _ = try model("run")
    expectNoneIsLeft()
  }

  @Test func workersEndWithTheirParent() throws {
    let training = try RunningForesight(arguments("run", ["training.environmentSteps=100000000"]))
    try training.wait(for: "steps ")
    #expect(Set(processes).count == 2 && processes.allSatisfy { kill($0, 0) == 0 })
    training.send(SIGKILL)
    _ = try training.wait()
    expectNoneIsLeft()
  }

  @Test func aStepThatRaisesIsASentence() throws {
    let training = try ForesightProcess(
      arguments("run", ["environment.make.fault=raise", "environment.make.each=9"]))
    #expect(training.status == 1)
    let sentence = training.errors.split(separator: "\n").filter { $0.hasPrefix("foresight: error: ") }
    let traceback = folder.file("run/worker-traceback.txt")
    #expect(sentence.count == 1 && sentence[0].contains("it raised ValueError: the floor gave way"))
    #expect(sentence.first?.hasSuffix("the traceback is in \(traceback)") == true, "\(training.errors)")
    #expect(!(training.output + training.errors).contains("Traceback"))
    #expect(try String(contentsOfFile: traceback, encoding: .utf8).contains("Traceback"))
    expectNoneIsLeft()
  }

  @Test func aGameIsTrainedInAndMeasured() throws {
    let path = folder.file("game")
    let settings = [
      "environment.name=python:Tests.Fixtures.workers.corridor:Sticks", "selfPlay.environments=4",
      "selfPlay.movesPerTick=4", "training.environmentSteps=96", "learner.batch=4", "learner.firstSteps=40",
      "learner.samplesPerState=1", "search.simulations=4", "network.hidden=[4]", "network.encoding=3",
      "learner.unrollSteps=2", "evaluation.episodes=2",
    ].flatMap { ["--set", $0] }
    let refused = try ForesightProcess(
      ["train", "tic-tac-toe", "--run", path, "--device", "cpu"] + settings)
    #expect(
      refused.status == 1 && refused.errors.contains("games in Python cannot be copied: set it to random"))
    let training = try ForesightProcess(
      ["train", "tic-tac-toe", "--run", path, "--device", "cpu", "--set", "evaluation.opponent=random"]
        + settings)
    #expect(training.status == 0, "\(training.errors)")
    let measured = try ForesightProcess(["evaluate", path, "--episodes", "6", "--json", "--device", "cpu"])
    #expect(measured.output.contains("\"opponent\":\"random\""), "\(measured.errors)")
    let searched = try ForesightProcess(["evaluate", path, "--against", "mcts:10", "--device", "cpu"])
    #expect(searched.status == 1 && searched.errors.contains("choose --against random"), "\(searched.errors)")
    let played = try ForesightProcess(["play", path, "--device", "cpu"], input: "2\n2\n2\n2\n")
    #expect(
      played.output.contains("you have won") || played.output.contains("the agent has won"),
      "\(played.output)")
  }

  @Test func planetTrainsByNumbers() throws {
    let training = try ForesightProcess(
      ["train", "pendulum-vector", "--run", folder.file("run"), "--device", "cpu"]
        + [
          "environment.name=python:Tests.Fixtures.workers.corridor:Steering", "environment.image=null",
          "environment.actionRepeat=1", "network.beliefSize=4", "network.stateSize=2", "network.hiddenSize=4",
          "planner.horizon=2", "planner.iterations=2", "planner.candidates=8", "planner.top=2",
          "collection.seedEpisodes=2", "learner.batch=2", "learner.chunkLength=4", "learner.updates=2",
          "training.environmentSteps=60", "evaluation.episodes=2",
        ].flatMap { ["--set", $0] })
    #expect(training.status == 0, "\(training.errors)")
    #expect(training.output.contains("mean return"))
  }

  @Test(arguments: [
    (["environment.name=gymnasum:CartPole-v1"], "there is no environment \"gymnasum:CartPole-v1\""),
    (["environment.name=python:corridor"], "\"python:corridor\" names no class; write python:MODULE:CLASS"),
    (["environment.name=cartpole"], "cartpole is not in Python: leave out environment.make"),
    (["environment.make.width=3"], "it cannot be made: TypeError"),
    (
      ["environment.name=python:Tests.Fixtures.workers.corridor:Steering", "environment.make=null"],
      "its actions are 1 numbers from [-2.0] to [3.0], but this agent needs a choice of actions"
    ),
    (["environment.workers=0"], "environment.workers is 0"),
    (["environment.history=2"], "leave out its size, komi, history and moveLimit"),
  ]) func whatCannotBeIsASentence(overrides: [String], sentence: String) throws {
    let training = try ForesightProcess(arguments("run", overrides))
    #expect(training.status == 1)
    #expect(training.errors.contains(sentence), "\(training.errors)")
    #expect(training.errors.split(separator: "\n").count == 1)
    #expect(!FileManager.default.fileExists(atPath: folder.file("run")))
  }

  @Test func aMachineWithoutPythonIsToldSo() throws {
    let none = try ForesightProcess(
      arguments("run"), environment: ["PATH": folder.path, "FORESIGHT_PYTHON": ""])
    #expect(none.status == 1 && none.errors.contains("there is no python3 in PATH"), "\(none.errors)")
    let wrong = try ForesightProcess(arguments("run"), environment: ["FORESIGHT_PYTHON": "/no/python"])
    #expect(
      wrong.errors.contains("there is no Python \"/no/python\", which FORESIGHT_PYTHON names"),
      "\(wrong.errors)")
  }

  @Test func aPythonThatCannotBeSetUpIsToldSo() throws {
    let python = folder.file("python3")
    let cache = folder.file("cache")
    try "#!/bin/sh\n[ \"$1\" = -c ] && exit 0\necho \"python3: No module named venv\"\nexit 1\n".write(
      toFile: python, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: python)
    let setup = try ForesightProcess(
      ["setup", "gymnasium"], environment: ["FORESIGHT_PYTHON": python, "FORESIGHT_CACHE": cache])
    #expect(setup.status == 1)
    #expect(
      setup.errors.contains(
        "\(python) cannot make an environment of its own: python3: No module named venv; install its module venv"
      ),
      "\(setup.errors)")
    let unknown = try ForesightProcess(["setup", "gymnasiums"])
    #expect(unknown.status == 1)
  }

  /// A Python that makes environments and installs nothing, but notes what it is asked to install.
  @Test func trainInstallsWhatIsMissingWhereItMay() throws {
    let (programs, asked) = (folder.file("programs"), folder.file("asked"))
    try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
    try """
    #!/bin/sh
    case "$2" in
    venv) mkdir -p "$4/bin" && cp "$0" "$4/bin/python3" ;;
    pip) echo "$@" >> "\(asked)" ;;
    *) case "$2" in *find_spec*) exit 1 ;; esac
      case "$2" in *foresight-worker*) echo '{"failure": "the module ale_py cannot be imported", "traceback": ""}' >&3 ;; esac ;;
    esac
    """.write(toFile: "\(programs)/python3", atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: "\(programs)/python3")
    let environment = [
      "PATH": "\(programs):/usr/bin:/bin", "FORESIGHT_PYTHON": "", "FORESIGHT_CACHE": folder.file("cache"),
    ]
    let arguments = ["train", "atari-small", "--run", folder.file("atari"), "--device", "cpu"]
    let silent = try ForesightProcess(arguments, input: "y\n", environment: environment)
    #expect(silent.status == 1 && silent.errors.contains("ale_py cannot be imported"), "\(silent.errors)")
    #expect(!FileManager.default.fileExists(atPath: asked), "nobody at a terminal has agreed")
    let agreed = try ForesightProcess(arguments + ["--yes"], environment: environment)
    #expect(agreed.output.contains("installing what atari:Breakout needs"), "\(agreed.output)")
    #expect(agreed.output.contains("atari can be used now; \(folder.file("cache"))/python takes"))
    let words = try String(contentsOfFile: asked, encoding: .utf8)
    #expect(words.contains("ale-py==") && words.split(separator: "\n").count == 1, "\(words)")
    // It was installed, so that it is not done again.
    _ = try ForesightProcess(arguments + ["--yes"], environment: environment)
    #expect(try String(contentsOfFile: asked, encoding: .utf8) == words)
  }

  @Test(arguments: [
    ["tic-tac-toe", "--environments", "3"], ["pendulum"],
    ["python:Tests.Fixtures.workers.corridor:Picture", "--environments", "3", "--workers", "2"],
  ]) func environmentsAreTimed(arguments: [String]) throws {
    let bench = try ForesightProcess(["bench", "environment"] + arguments + ["--seconds", "0.05", "--json"])
    #expect(bench.status == 0, "\(bench.errors)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(bench.output.utf8)) as? [String: Any])
    #expect((report["steps_per_s"] as? Double ?? 0) > 100)
    #expect((report["bytes_per_step"] as? Double) == (arguments[0].contains("Picture") ? 60 : nil))
  }
}

private let corridor = "python:Tests.Fixtures.workers.corridor:Corridor"

private let hasPython = {
  let bench = try? ForesightProcess(["bench", "environment", corridor, "--seconds", "0.01"])
  return bench?.errors.contains("there is no python3") == false
}()
