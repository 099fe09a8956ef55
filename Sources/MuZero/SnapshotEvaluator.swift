import Device
import Networks
import Operations
import Replay
import Search

/// A search's evaluator with parameters of its own: those of the moment when they were last taken up, whatever a learner
/// does with its own meanwhile.
///
/// It is where `MuZeroNetworkConfiguration.searchDevice(of:)` says, and belongs to one thread at a time.
package final class SnapshotEvaluator {
  /// What to search with.
  package let evaluator: NetworkEvaluator
  private let store: ModelStore

  /// An evaluator for searches of at most so many trees and simulations, with `store`'s parameters of now; batches have at
  /// most `maximumBatch` leaves.
  ///
  /// Throws where a device fails or cannot hold what is needed.
  package init(
    _ network: MuZeroNetwork, from store: ModelStore, trees: Int, simulations: Int,
    maximumBatch: Int = .max, selection: ProductSelection = ProductSelection(),
    place: SearchPlace = .automatic, precision: Precision = .float32
  ) throws {
    let device = place == .host ? network.configuration.searchDevice(of: store.device) : store.device
    self.store = try ModelStore(copying: store, on: device)
    evaluator = try NetworkEvaluator(
      network, store: self.store, slots: trees * (simulations + 1), bound: min(trees, maximumBatch),
      context: OperationContext(device: device, selection: selection, precision: precision), place: place)
  }

  /// Where it is.
  package var device: any Device { store.device }

  /// Takes up the parameters that `store` has now. The learner's queue must have finished.
  package func takeParameters(from store: ModelStore) throws {
    try self.store.copyValues(from: store)
    evaluator.parametersChanged()
  }

  /// Sets what the roots of the next search's trees are to be inferred from.
  package func setObservations(_ rows: ObservationBatch) {
    evaluator.setObservations(rows)
  }
}

extension MuZeroNetworkConfiguration {
  /// The widest layer whose products are done before a device's threads would have been told of them.
  private static let widestSerial = 512

  /// Where batches of these networks are evaluated: small perceptrons on the device's serial companion, if it has one.
  func searchDevice(of device: any Device) -> any Device {
    guard case .perceptron(let observation, let hidden, let encoding) = body,
      (hidden + [observation, encoding]).allSatisfy({ $0 <= Self.widestSerial })
    else { return device }
    return Devices.forSmallBatches(beside: device)
  }
}
