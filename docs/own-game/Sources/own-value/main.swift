import Device
import Environments
import Networks
import Replay
import TakeAwayGame

// A network of one's own that learns from a replay what heaps are worth, where both players move at random.
let game = TakeAway().specification
let replay = ReplayBuffer(
  configuration: ReplayConfiguration(
    specification: game,
    targets: TargetConfiguration(unrollSteps: 1, bootstrapSteps: nil, discount: 1, players: 2),
    maximumSteps: 100_000, priorityExponent: 0))
var stream = RandomStream(1)
for seed in 0..<500 { try replay.append(randomGame(seed: UInt64(seed), stream: &stream)) }

let builder = ModelBuilder()
let network = Perceptron(
  builder, "value", inputs: [.vector(game.observations.count)], hidden: [32], outputs: 1, activation: .tanh)
let device = try ComputeDevice.select()
let model = try ModelStore(builder, device: device)
try model.initialize(seed: 1)

// The loss is traced once, for batches of 64 rows, and then minimized batch by batch.
let rows = 64
let training = try ModelTraining(
  model,
  inputs: [
    ModelInput("heap", shape: [rows, game.observations.count]), ModelInput("outcome", shape: [rows, 1]),
  ]
) { inputs, pass in
  (network(inputs["heap"]!, pass: pass) - inputs["outcome"]!).squared().mean()
}
for update in 0..<600 {
  let batch = replay.fill(replay.sample(count: rows, stream: &stream), stream: &stream)
  guard case .numbers(let heaps) = batch.observation else { fatalError("heaps are numbers") }
  // [batch, 2]: of the position that was drawn, and of the next one.
  let outcomes = stride(from: 0, to: batch.targetValue.count, by: 2).map { batch.targetValue[$0] }
  let loss = try training.update(["heap": heaps, "outcome": outcomes], learningRate: 0.01)
  if update % 200 == 0 { print("update \(update): loss \(loss)") }
}
try model.saveParameters(path: "value.safetensors")

// What was saved is loaded by another model, which tells what heaps of 1 to 4 stones are worth.
let loaded = try ModelStore(builder, device: device)
try loaded.loadParameters(path: "value.safetensors")
let inference = try ModelInference(
  loaded, inputs: [ModelInput("heap", shape: [4, game.observations.count])]
) { inputs, pass in ["value": network(inputs["heap"]!, pass: pass)] }
let heaps = (1...4).flatMap { heap -> [Float] in
  guard case .numbers(let numbers) = TakeAway.observation(of: heap) else { return [] }
  return numbers
}
let values = try inference(["heap": heaps])["value"]!
print("1 to 4 stones are worth \(values), where 1, 0, 0 and -1/3 are right")
precondition(
  zip(values, [1, 0, 0, -1 / 3 as Float]).allSatisfy { abs($0 - $1) < 0.25 }, "the values are wrong")
