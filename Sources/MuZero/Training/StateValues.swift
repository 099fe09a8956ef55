import Device
import Dispatch
import Networks
import Operations
import Replay
import Tensors

/// Values f_θ(s) of many states, with parameters of its own: those of a target network, which follows the learner's at
/// intervals (Schrittwieser et al. 2021, "MuZero Reanalyze").
///
/// It belongs to one thread at a time.
final class StateValues {
  private let network: MuZeroNetwork
  /// For each lane of the device.
  private let lanes: [Lane]

  private struct Lane {
    let store: ModelStore
    let executable: BoundedExecutable
    let queue: any Queue
  }

  private static let mostRows = 256

  /// Values by the parameters that `store` has now.
  init(_ network: MuZeroNetwork, from store: ModelStore, selection: ProductSelection) throws {
    self.network = network
    lanes = try network.configuration.lanes(of: store.device).map { device in
      let own = try ModelStore(copying: store, on: device)
      let executable = try BoundedExecutable(
        bound: Self.mostRows, store: own.variables,
        context: OperationContext(device: device, selection: selection)
      ) { rows in
        let pass = Pass(Graph(), isTraining: false)
        let observation = network.configuration.observationInput(rows: rows).tensor(in: pass.graph)
        let value = network.value(network.represent(observation, pass: pass), pass: pass)
        return (pass.graph, Executable.Program(outputs: ["value": network.scalars(value)]))
      }
      return Lane(store: own, executable: executable, queue: try device.makeQueue(profiling: false))
    }
  }

  /// Takes up the parameters that `store` has now. The learner's queue must have finished.
  func takeParameters(from store: ModelStore) throws {
    for lane in lanes { try lane.store.copyValues(from: store) }
  }

  /// The tensors' values, by name.
  func parameters() throws -> [String: [Float]] { try lanes[0].store.values() }

  /// Sets them.
  func setParameters(_ values: [String: [Float]]) throws {
    for lane in lanes { try lane.store.set(values) }
  }

  /// The values of `count` states, whose observations are the rows of `observations`.
  func values(of observations: ObservationColumn, count: Int) throws -> [Float] {
    let blocks = (count + Self.mostRows - 1) / Self.mostRows
    var results = [Result<[Float], any Error>](repeating: .success([]), count: blocks)
    let rows = observations.forNetwork(network.configuration)
    results.withUnsafeMutableBufferPointer { results in
      nonisolated(unsafe) let (results, lanes) = (results, lanes)
      DispatchQueue.concurrentPerform(iterations: min(lanes.count, max(1, blocks))) { lane in
        for block in stride(from: lane, to: blocks, by: lanes.count) {
          let range = block * Self.mostRows..<min(count, (block + 1) * Self.mostRows)
          results[block] = Result { try self.values(of: rows, range, lanes[lane]) }
        }
      }
    }
    return try results.flatMap { try $0.get() }
  }

  private func values(of observations: ObservationColumn, _ rows: Range<Int>, _ lane: Lane) throws -> [Float]
  {
    let size = network.configuration.observationShape.reduce(1, *)
    let elements = rows.lowerBound * size..<rows.upperBound * size
    switch observations {
    case .numbers(let values):
      try lane.executable.upload(Array(values[elements]), to: "observation", queue: lane.queue)
    case .bytes(let values):
      try lane.executable.upload(Array(values[elements]), to: "observation", queue: lane.queue)
    }
    try lane.executable.run(rows: rows.count, on: lane.queue)
    return try lane.executable.download("value", rows: rows.count, queue: lane.queue)
  }
}

extension StateValues: @unchecked Sendable {}
