/// Trees whose leaves leave together: a range of the rows, of which the live trees take the first.
struct PipelineGroup {
  let firstRow: Int
  /// How many trees have simulations left.
  var live: Int
  /// How many simulations its live trees have done.
  var simulation = 0
  /// The number of simulations with which the first of them ends.
  var nextEnd = 0
  /// Whether the search has no more time.
  var isLate = false
  /// The batch under way.
  var handle: InferenceHandle?

  /// The live trees' rows.
  var rows: Range<Int> { firstRow..<firstRow + live }
}
