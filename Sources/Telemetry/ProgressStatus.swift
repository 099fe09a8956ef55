/// The state of a run's progress.
package struct ProgressStatus: Sendable, Equatable {
  /// The title of what runs, such as `cartpole`.
  package var title: String
  /// The progress from 0 to 1; nil if it is not known.
  package var fraction: Double?
  package var items: [ProgressItem]

  package init(title: String, fraction: Double? = nil, items: [ProgressItem]) {
    self.title = title
    self.fraction = fraction
    self.items = items
  }
}
