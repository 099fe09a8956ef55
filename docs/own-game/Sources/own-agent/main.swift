import Device
import Environments
import MuZero
import TakeAwayGame

// An agent of MuZero that a program trains, measures and asks, without the command line.
EnvironmentCatalog.register { TakeAway() }
let device = try ComputeDevice.select()
let folder = CommandLine.arguments.dropFirst().first ?? "own-agent-run"
print("the run \(folder) is trained on \(device)")

var settings = try MuZeroSettings(contentsOf: "take-away.yaml")
settings.training.environmentSteps = 8000
var shown = 0.0
let trained = try MuZeroRun.train(settings, seed: 1, in: folder, device: device) { status in
  guard status.fraction >= shown + 0.25 else { return }
  shown = status.fraction
  print(status)
}
if let trained { print(trained) }

let agent = try MuZeroAgent(run: folder, device: device)
print(try agent.evaluate(episodes: 20, seed: 2, against: .treeSearch(simulations: 10)))

// It plays a game against itself.
var episode = try agent.episode(of: TakeAway(), seed: 0)
while !episode.isOver {
  let thought = try agent.search(episode)
  let taken = episode.environment.name(of: thought.action)
  print("\(episode.environment.text): takes \(taken) of visits \(thought.result.visits)")
  try episode.step(thought.action)
}

// And it is asked about a heap: of 6 stones, 2 are to be taken.
let thought = try agent.search(TakeAway.observation(of: 6))
print("of 6 stones, \(thought.action + 1) are taken; that is worth \(thought.result.rootValue)")
precondition(trained!.mean >= 0.7 && thought.action == 1, "nothing was learned")
