import Device
import Environments
import PlaNet

// An agent of PlaNet that a program trains and lets act, without the command line.
EnvironmentCatalog.register { Cart() }
let device = try ComputeDevice.select()
let folder = CommandLine.arguments.dropFirst().first ?? "own-control-run"

var settings = try PlaNetSettings(
  preset: "pendulum-vector",
  replacing: ["environment.name": "cart", "environment.actionRepeat": "1", "learner.chunkLength": "10"])
settings.network.beliefSize = 16
settings.network.stateSize = 4
settings.network.hiddenSize = 16
settings.planner.horizon = 5
settings.learner.updates = 40
settings.training.environmentSteps = 600
settings.evaluation.interval = nil
if let trained = try PlaNetRun.train(settings, seed: 1, in: folder, device: device) { print(trained) }

// The agent follows an episode, and says what to do.
let agent = try PlaNetAgent(run: folder, device: device)
let policy = try agent.makePolicy(seed: 1)
var cart = try agent.makeEnvironment()
var observation = try cart.reset(seed: 0)
var total: Float = 0
while true {
  let action = try policy.action(for: observation)
  let step = try cart.step(action)
  print("pushed by \(action[0]): \(cart.text)")
  total += step.reward
  if step.isOver { break }
  observation = step.observation
}
print("the episode brought \(total); at rest it would have brought -20")
precondition(total > -15, "nothing was learned")
