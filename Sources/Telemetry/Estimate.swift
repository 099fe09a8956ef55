import Foundation

/// The mean of independent samples, and how far it may be off.
package struct Estimate: Equatable, Sendable {
  package let count: Int
  /// Not a number where there is no sample.
  package let mean: Double
  /// The samples' deviation (n − 1 in the denominator) over √n; not a number where there are fewer than two.
  package let standardError: Double

  package init(_ samples: [Double]) {
    count = samples.count
    let mean = samples.reduce(0, +) / Double(samples.count)
    let squares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardError = count < 2 ? .nan : (squares / Double(count - 1) / Double(count)).squareRoot()
  }

  /// What is known of `count` samples.
  package init(count: Int, mean: Double, standardError: Double) {
    (self.count, self.mean, self.standardError) = (count, mean, standardError)
  }

  /// Half the width of the 95 % confidence interval around the mean, by Student's t.
  package var margin: Double { count < 2 ? .nan : StudentT(degrees: count - 1).quantile975 * standardError }

  /// The mean with its margin, and of what: `mean return 9.6 ± 0.3 over 20 episodes`. One sample has no margin, and none
  /// has no mean.
  package func text(_ name: String, of samples: String) -> String {
    let number = "\(count) \(samples)\(count == 1 ? "" : "s")"
    if count == 0 { return "\(name) not known, over \(number)" }
    let range = margin.isNaN ? "" : String(format: " ± %.1f", margin)
    return String(format: "%@ %.1f%@ over %@", name, mean, range, number)
  }
}
