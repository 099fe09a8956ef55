import Device
import Operations
import TestSupport
import Testing

@testable import Tensors

/// Operations that rollouts take rows through, beside their own launches.
@Suite struct RolloutFormTests {
  /// A step from the state's parts [rows, ...], an action [rows, 3] and numbers [rows, 5].
  typealias Step =
    @Sendable (_ state: [Tensor], _ action: Tensor, _ noise: Tensor) -> (
      next: [Tensor], reward: Tensor
    )

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The parts of the state.
    let widths: [Int]
    let step: Step
  }

  private static let sizes = RolloutProgram.Sizes(steps: 3, environments: 2, candidates: 11, dimensions: 3)
  private static let noiseWidth = 5

  private static func matrix(_ graph: Graph, _ shape: [Int], seed: UInt64) -> Tensor {
    var numbers = SeededGenerator(seed: seed)
    return graph.constant(numbers.floats(shape.product, in: -0.5...0.5), shape)
  }

  private static let cases = [
    Case(testDescription: "long short-term memory", widths: [17, 17]) { state, action, noise in
      let graph = action.graph
      let gates =
        action.linear(matrix(graph, [68, 3], seed: 1)) + state[0].linear(matrix(graph, [68, 17], seed: 2))
      let next = Tensor.lstmGates(gates, bias: matrix(graph, [68], seed: 3), cell: state[1])
      return ([next.hidden, next.cell], (next.hidden * next.cell).sum([1]))
    },
    Case(testDescription: "gated recurrent unit whose old state is read later", widths: [19]) {
      state, action, noise in
      let graph = action.graph
      let next = Tensor.gruGates(
        input: action.linear(matrix(graph, [57, 3], seed: 1), bias: matrix(graph, [57], seed: 2)),
        hiddenGates: state[0].linear(matrix(graph, [57, 19], seed: 3)), hidden: state[0])
      return ([next], (next - state[0]).squared().mean([1]))
    },
    Case(testDescription: "slices and concatenations", widths: [21]) { state, action, noise in
      let parts = state[0].split([2, 16, 3], axis: 1)
      let joined = Tensor.concatenate(
        [parts[1], action, 0.5 * noise.sliced(axis: 1, start: 3, length: 2)], axis: 1)
      return ([joined], (parts[2] * action).sum([1]))
    },
    Case(testDescription: "normal distributions", widths: [5]) { state, action, noise in
      let graph = action.graph
      let parameters = action.linear(matrix(graph, [10, 3], seed: 1))
      let head = DiagonalNormal.sampled(parameters: parameters, minimumDeviation: 0.1, noise: noise)
      let deviation = head.distribution.deviation
      let sample = DiagonalNormal(mean: state[0], deviation: deviation).sample(noise: head.sample)
      return ([0.3 * sample], (head.distribution.mean + deviation).sum([1]))
    },
  ]

  private func run(_ one: Case, _ device: any Device, inOneLaunch: Bool) throws -> [String: [Float]] {
    let sizes = Self.sizes
    let graph = Graph()
    let shape = [sizes.steps, sizes.environments, sizes.dimensions]
    let mean = graph.input("mean", shape)
    let deviation = graph.input("deviation", shape)
    let low = graph.constant([-1, -0.5, -1], [3])
    let high = graph.constant([0.5, 1, 1], [3])
    let state = one.widths.enumerated().map {
      graph.input("part \($0.offset)", [sizes.environments, $0.element])
    }
    let population = [sizes.steps, sizes.environments, sizes.candidates]
    var (actions, returns): (Tensor, Tensor)
    if inOneLaunch {
      let program = try RolloutProgram(sizes, draws: true, info: device.info) { rows in
        let own = Graph()
        let state = one.widths.enumerated().map {
          own.input(RolloutProgram.stateName($0.offset), [rows, $0.element])
        }
        let action = own.input("action", [rows, sizes.dimensions])
        let noise = own.input("noise", [rows, Self.noiseWidth])
        let (next, reward) = one.step(state, action, noise)
        return .init(state: state, action: action, noise: [("noise", noise)], next: next, reward: reward)
      }
      (actions, returns) = program(
        mean: mean, deviation: deviation, low: low, high: high, state: state,
        actionNoise: { preconditionFailure() }, noise: { _, _ in preconditionFailure() })
    } else {
      actions = mean.sampledPlans(
        deviation: deviation, noise: graph.normal(population + [sizes.dimensions]), low: low, high: high)
      let noise = graph.normal(population + [Self.noiseWidth])
      func rows(of tensor: Tensor, _ step: Int) -> Tensor {
        tensor.sliced(axis: 0, start: step, length: 1).reshaped([sizes.rows, -1])
      }
      var (now, rewards) = (state.map { $0.repeatingRows(sizes.candidates) }, [Tensor]())
      for step in 0..<sizes.steps {
        let (next, reward) = one.step(now, rows(of: actions, step), rows(of: noise, step))
        now = next
        rewards.append(reward)
      }
      returns = Tensor.stack(rewards).sum([0]).reshaped([sizes.environments, sizes.candidates])
    }
    let queue = try device.makeQueue(profiling: false)
    let executable = try Executable(
      Executable.Program(outputs: ["actions": actions, "returns": returns]), graph: graph,
      store: VariableStore([], device: device), context: OperationContext(device: device))
    try executable.fillArena(pattern: Float.nan.bitPattern, on: queue)
    var numbers = SeededGenerator(seed: 4)
    for (name, array) in executable.inputs.sorted(by: { $0.key < $1.key }) {
      try executable.upload(numbers.floats(array.count), to: name, queue: queue)
    }
    try executable.run(on: queue, step: 7)
    return try ["actions", "returns"].reduce(into: [:]) {
      $0[$1] = try executable.download($1, queue: queue)
    }
  }

  @Test(arguments: cases, [true, false]) func rowsAreThoseOfLaunches(one: Case, isGPU: Bool) throws {
    let cpu = try Devices.select("cpu")
    let device: any Device = isGPU ? DeviceAsGPU(cpu) : cpu
    let expected = try run(one, device, inOneLaunch: false)
    let found = try run(one, device, inOneLaunch: true)
    #expect(found["actions"] == expected["actions"])
    expectClose(found["returns"]!, expected["returns"]!.map(Double.init))
  }

  private func fault(_ step: @escaping Step) -> RowFault? {
    #expect(throws: RowFault.self) {
      _ = try RolloutProgram(Self.sizes, draws: true, info: Devices.select("cpu").info) { rows in
        let graph = Graph()
        let state = [RolloutProgram.stateName(0), RolloutProgram.stateName(1)].map {
          graph.input($0, [rows, 4])
        }
        let action = graph.input("action", [rows, 3])
        let noise = graph.input("noise", [rows, Self.noiseWidth])
        let (next, reward) = step(state, action, noise)
        return .init(state: state, action: action, noise: [("noise", noise)], next: next, reward: reward)
      }
    }
  }

  @Test func whatCannotBeLoweredIsNamed() {
    let mixed = fault { state, action, _ in
      (state.map { $0 + state[0].mean([0]) }, action.sum([1]))
    }
    #expect(mixed?.description == "sum over axes [0] has no row form")
    let swapped = fault { state, action, _ in ([state[1], state[0]], action.sum([1])) }
    #expect(swapped?.description == "a part of the state becomes what another was")
    let constant = fault { state, action, _ in (state, action.graph.zeros([action.shape[0]])) }
    #expect(constant?.description == "the reward of something that is not computed row by row")
  }
}
