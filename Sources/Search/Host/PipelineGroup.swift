/// Trees whose leaves are evaluated in one batch. The group has a range of the rows, and its live trees take
/// the first of them.
struct PipelineGroup {
  let firstRow: Int
  /// The number of trees that have simulations left.
  var live: Int
  /// The number of simulations that each live tree has done.
  var simulation = 0
  /// The number of simulations after which the first of the live trees ends; 0 before the roots are added.
  var nextEnd = 0
  /// Whether the search was told to stop.
  var isLate = false
  /// The batch under way; nil if there is none.
  var handle: InferenceHandle?

  var rows: Range<Int> { firstRow..<firstRow + live }
}
