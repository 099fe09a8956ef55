import Device
import Networks
import Operations
import Replay
import Tensors

/// Values f_θ(s) of many states by parameters of its own: those of a target network, which follows the
/// learner's at intervals (Schrittwieser et al. 2021, "MuZero Reanalyze").
///
/// To be used by one thread at a time.
final class StateValues {
  private let network: MuZeroNetwork
  private let stacking: ObservationStacking
  private let store: ModelStore
  private let executable: BoundedExecutable
  private let queue: any Queue

  private static let maximumRows = 256

  /// Values by a copy of the current parameters of `store`.
  init(
    _ network: MuZeroNetwork, stacking: ObservationStacking, from store: ModelStore,
    context: ExecutionContext, precision: Precision = .float32
  ) throws {
    self.network = network
    self.stacking = stacking
    // Not the learner's, where that is the serial companion, because they compute at the same time.
    let serial = network.configuration.searchDevice(of: context.device)
    let device = serial === store.device ? context.device : serial
    self.store = try ModelStore(copying: store, on: device)
    var options = Executable.Options()
    options.reported = ["value"]
    executable = try BoundedExecutable(
      bound: Self.maximumRows, store: self.store.variables,
      context: context.on(device).operations(precision: precision), options: options
    ) { rows in
      let pass = Pass(Graph(), isTraining: false)
      let observation = network.configuration.observationInput(rows: rows).tensor(in: pass.graph)
      let value = network.value(network.represent(observation, pass: pass), pass: pass)
      return (pass.graph, Executable.Program(outputs: ["value": network.scalars(value)]))
    }
    queue = try device.makeQueue(profiling: false)
  }

  /// Copies the current parameters of `store`. The learner's queue must have finished.
  func takeParameters(from store: ModelStore) throws {
    try self.store.copyValues(from: store)
  }

  /// The values of each tensor, by name.
  func parameters() throws -> [String: [Float]] { try store.values() }

  /// Sets the tensors' values, by name.
  func setParameters(_ values: [String: [Float]]) throws {
    try store.set(among: values)
  }

  /// The value of each state: [states].
  func values(of states: [StoredState]) throws -> [Float] {
    var observations = ObservationBatch(stacking.observations.element)
    return try stride(from: 0, to: states.count, by: Self.maximumRows).flatMap { first in
      let part = states[first..<min(states.count, first + Self.maximumRows)]
      stacking.write(part, to: &observations)
      let report = try executable.run(rows: part.count, on: queue) { feed in
        observations.write(0..<part.count, size: stacking.size, to: feed, of: network.configuration)
      }
      return try report!.wait().read("value") { Array($0[..<part.count]) }
    }
  }
}
