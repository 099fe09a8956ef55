import Testing

/// Expects every element within `absolute + relative · |expected|`; counts must match, NaN fails, and the worst
/// element is named.
package func expectClose(
  _ actual: [Float], _ expected: [Double], relative: Double = 1e-5, absolute: Double = 1e-6,
  _ label: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(label): \(actual.count) elements, expected \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  var worst: (index: Int, excess: Double) = (-1, 1)
  for (index, (actual, expected)) in zip(actual, expected).enumerated() {
    let excess = abs(Double(actual) - expected) / (absolute + relative * abs(expected))
    if !(excess <= worst.excess) { worst = (index, excess.isNaN ? .infinity : excess) }
  }
  if worst.index >= 0 {
    Issue.record(
      "\(label): element \(worst.index) is \(actual[worst.index]), expected \(expected[worst.index]), \(worst.excess) times the bound",
      sourceLocation: sourceLocation)
  }
}
