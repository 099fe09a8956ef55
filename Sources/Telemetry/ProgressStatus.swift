/// How far a run is.
package struct ProgressStatus: Sendable, Equatable {
  /// What runs: `cartpole`.
  package var title: String
  /// How much is done, between 0 and 1; nil where that is not known.
  package var fraction: Double?
  package var items: [ProgressItem]

  package init(title: String, fraction: Double? = nil, items: [ProgressItem]) {
    self.title = title
    self.fraction = fraction
    self.items = items
  }
}
