import Device
import Networks
import Operations
import Replay
import Search

/// The evaluators of a search, with parameters of their own: those of the moment when they were last taken up, whatever
/// a learner does with its own meanwhile.
///
/// There is one for each lane of the device: see `MuZeroNetworkConfiguration.lanes(of:)`. It belongs to one thread at a time, but for the
/// searches' own.
package final class SearchEvaluators {
  package let evaluators: [NetworkEvaluator]
  private let stores: [ModelStore]

  /// Evaluators for searches of at most so many trees and simulations, with `store`'s parameters of now, on its device's
  /// lanes; batches have at most `maximumBatch` leaves.
  ///
  /// Throws where a device fails or cannot hold what is needed.
  package init(
    _ network: MuZeroNetwork, from store: ModelStore, trees: Int, simulations: Int,
    maximumBatch: Int = .max, selection: ProductSelection = ProductSelection()
  ) throws {
    let lanes = network.configuration.lanes(of: store.device)
    let share = (trees + lanes.count - 1) / lanes.count
    stores = try lanes.map { try ModelStore(copying: store, on: $0) }
    evaluators = try stores.map { store in
      try NetworkEvaluator(
        network, store: store, slots: share * (simulations + 1), bound: min(share, maximumBatch),
        context: OperationContext(device: store.device, selection: selection))
    }
  }

  /// The device of the first lane.
  package var device: any Device { stores[0].device }

  /// Takes up the parameters that `store` has now. The learner's queue must have finished.
  package func takeParameters(from store: ModelStore) throws {
    for own in stores { try own.copyValues(from: store) }
  }

  /// Sets what the roots of the next search's trees are to be inferred from.
  package func setObservations(_ rows: ObservationColumn) {
    for evaluator in evaluators { evaluator.setObservations(rows) }
  }
}

extension MuZeroNetworkConfiguration {
  /// The widest layer whose products are done before a device's threads would have been told of them.
  private static let widestSerial = 512

  /// Where batches of these networks are evaluated: small perceptrons on the device's serial companion, if it has one.
  func lanes(of device: any Device) -> [any Device] {
    guard case .perceptron(let observation, let hidden, let encoding) = body,
      (hidden + [observation, encoding]).allSatisfy({ $0 <= Self.widestSerial })
    else { return [device] }
    return Devices.lanes(of: device)
  }
}
