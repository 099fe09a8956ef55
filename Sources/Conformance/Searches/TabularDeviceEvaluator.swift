import Device
import Foundation
import MuZero
import Operations
import Search
import Tensors

/// Searches over tables on a device, by a graph of gathers. A latent state is the number of a state among
/// those of all models.
package final class TabularDeviceEvaluator: SearchingEvaluator {
  package let priorForm = PriorForm.probabilities
  private let models: [TabularModel]
  /// For each tree, the number of its root, and of the first state of its model.
  private let roots: [Int]
  private let firstStates: [Int]
  private let actions: Int
  private let pool: Variable
  private let store: VariableStore
  private let context: OperationContext
  private let queue: any Queue
  private var search: DeviceTreeSearch?
  private var rootStates: [Float]

  /// `models` and `roots`, [trees], are the tables and the initial states. `capacity` is that of the search.
  ///
  /// Throws if the device fails.
  package init(models: [TabularModel], roots: [Int], capacity: SearchCapacity, device: any Device) throws {
    precondition(models.count == roots.count, "\(models.count) models, \(roots.count) roots")
    self.models = models
    var first = 0
    firstStates = models.map { model in
      defer { first += model.states }
      return first
    }
    self.roots = zip(roots, firstStates).map { $0 + $1 }
    actions = capacity.actions
    pool = Variable("states", shape: [capacity.slots, 1], role: .state)
    store = try VariableStore([pool], device: device)
    context = OperationContext(device: device)
    queue = try device.makeQueue(profiling: false)
    rootStates = Array(repeating: 0, count: capacity.slots)
  }

  package func submit(roots batch: RootBatch) -> InferenceHandle {
    for row in 0..<batch.count {
      let tree = Int(batch.trees[row])
      rootStates[Int(batch.slots[row])] = Float(roots[tree])
      let state = roots[tree] - firstStates[tree]
      batch.values[row] = models[tree].values[state]
      let priors = priors(of: state, models[tree])
      for action in 0..<batch.actions { batch.priors[row * batch.actions + action] = priors[action] }
    }
    return InferenceHandle()
  }

  package func submit(leaves batch: LeafBatch) throws -> InferenceHandle {
    preconditionFailure("leaves of a search on the device")
  }

  package func wait(for handle: InferenceHandle) {}

  package func searches(_ capacity: SearchCapacity) throws -> Bool {
    search = try DeviceTreeSearch(
      capacity: capacity, pool: pool, store: store, context: context, queue: queue, trace: trace)
    return true
  }

  package func advance(_ trees: SearchTrees, by simulations: Int, isFirst: Bool) throws {
    if isFirst { try store.upload(rootStates, to: pool, queue: queue) }
    try search!.advance(trees, by: simulations, isFirst: isFirst)
  }

  package func finish(_ trees: SearchTrees) throws { try search!.finish(trees) }

  /// The softmax of a state's logits, with zeros for actions that its model lacks.
  private func priors(of state: Int, _ model: TabularModel) -> [Float] {
    let logits = model.policyLogits[state * model.actions..<(state + 1) * model.actions]
    let highest = logits.max()!
    let weights = logits.map { exp($0 - highest) }
    let scale = 1 / weights.reduce(0, +)
    return weights.map { $0 * scale } + Array(repeating: 0, count: actions - model.actions)
  }

  private func trace(rows: Int) -> (graph: Graph, outputs: [String: Tensor], stored: Tensor) {
    let graph = Graph()
    func index(_ name: String) -> Tensor { graph.input(name, [rows], .int32) }
    let states = graph.variable(pool)
    let entry =
      (Float(actions) * states.gatheringRows(index("parents")).reshaped([rows])
      + index("actions").converted(to: .float32)).converted(to: .int32)
    let table = table()
    func gathered(_ values: [Float], _ columns: Int) -> Tensor {
      graph.constant(values, [values.count / columns, columns]).gatheringRows(entry)
    }
    let outputs = [
      "priors": gathered(table.priors, actions), "values": gathered(table.values, 1).reshaped([rows]),
      "rewards": gathered(table.rewards, 1).reshaped([rows]),
    ]
    return (graph, outputs, states.scatteringRows(gathered(table.next, 1), at: index("children")))
  }

  /// The next state and the reward of every action in every state, [states · actions], and the values and
  /// priors there.
  private func table() -> (next: [Float], rewards: [Float], values: [Float], priors: [Float]) {
    var table: (next: [Float], rewards: [Float], values: [Float], priors: [Float]) = ([], [], [], [])
    for (model, first) in zip(models, firstStates) {
      let priors = (0..<model.states).map { self.priors(of: $0, model) }
      for state in 0..<model.states {
        for action in 0..<actions {
          let entry = state * model.actions + min(action, model.actions - 1)
          let next = Int(model.nextStates[entry])
          table.next.append(Float(first + next))
          table.rewards.append(model.rewards[entry])
          table.values.append(model.values[next])
          table.priors += priors[next]
        }
      }
    }
    return table
  }
}
