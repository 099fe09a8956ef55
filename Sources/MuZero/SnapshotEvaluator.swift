import Device
import Networks
import Operations
import Replay

/// An evaluator of searches with parameters of its own: a copy, taken at certain times, of parameters that a
/// learner goes on to change.
///
/// It runs on the context's device or, where the host searches, on the one that
/// `MuZeroNetworkConfiguration.searchDevice(of:)` gives. To be used by one thread at a time.
package final class SnapshotEvaluator {
  /// The evaluator to search with.
  package let evaluator: NetworkEvaluator
  private let store: ModelStore

  /// An evaluator for searches of at most `trees` trees and `simulations` simulations, with a copy of
  /// `store`'s current parameters. Batches have at most `maximumBatch` leaves.
  ///
  /// Throws if a device fails or cannot hold what is needed.
  package init(
    _ network: MuZeroNetwork, from store: ModelStore, trees: Int, simulations: Int,
    maximumBatch: Int = .max, context: ExecutionContext,
    place: SearchPlace = .automatic, precision: Precision = .float32
  ) throws {
    let device = place == .host ? network.configuration.searchDevice(of: context.device) : context.device
    self.store = try ModelStore(copying: store, on: device)
    evaluator = try NetworkEvaluator(
      network, store: self.store, slots: trees * (simulations + 1), bound: min(trees, maximumBatch),
      context: context.on(device).operations(precision: precision), place: place)
  }

  /// The device that it runs on.
  package var device: any Device { store.device }

  /// Copies the current parameters of `store`. The learner's queue must have finished.
  package func takeParameters(from store: ModelStore) throws {
    try self.store.copyValues(from: store)
    evaluator.parametersChanged()
  }

  /// Sets the observations that the roots of the next search are inferred from.
  package func setObservations(_ rows: ObservationBatch) {
    evaluator.setObservations(rows)
  }
}

extension MuZeroNetworkConfiguration {
  /// The width of the widest layer whose products take less time than handing them to a device's threads.
  private static let widestSerial = 512

  /// The device that evaluates batches of these networks: for small perceptrons the device's serial
  /// companion, if it has one.
  func searchDevice(of device: any Device) -> any Device {
    guard case .perceptron(let observation, let hidden, let encoding) = body,
      (hidden + [observation, encoding]).allSatisfy({ $0 <= Self.widestSerial })
    else { return device }
    return Devices.forSmallBatches(beside: device)
  }
}
