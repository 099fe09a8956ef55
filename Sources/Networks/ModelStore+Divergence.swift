import Common

extension ModelStore {
  /// Throws `TrainingDivergence` if a tensor holds a number that is not finite. `updates` is the number of
  /// updates for the message. All other queues must have finished.
  package func checkIsFinite(updates: Int) throws {
    try Self.checkIsFinite(try values(), updates: updates)
  }

  /// The same for values by name.
  static func checkIsFinite(_ values: [String: [Float]], updates: Int) throws(TrainingDivergence) {
    for (name, values) in values.sorted(by: { $0.key < $1.key }) {
      guard let value = values.first(where: { !$0.isFinite }) else { continue }
      throw TrainingDivergence(updates: updates, what: "an element of \(name)", value: Double(value))
    }
  }
}
