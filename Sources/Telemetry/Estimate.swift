import Foundation

/// The mean of independent samples, and its uncertainty.
package struct Estimate: Equatable, Sendable {
  package let count: Int
  /// The mean; NaN if there are no samples.
  package let mean: Double
  /// The samples' standard deviation (n − 1 in the denominator) divided by √n; NaN if there are fewer than
  /// two.
  package let standardError: Double

  package init(_ samples: [Double]) {
    count = samples.count
    let mean = samples.reduce(0, +) / Double(samples.count)
    let squares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardError = count < 2 ? .nan : (squares / Double(count - 1) / Double(count)).squareRoot()
  }

  /// The estimate from `count` samples.
  package init(count: Int, mean: Double, standardError: Double) {
    (self.count, self.mean, self.standardError) = (count, mean, standardError)
  }

  /// Half the width of the 95 % confidence interval of the mean, by Student's t.
  package var margin: Double { count < 2 ? .nan : StudentT(degrees: count - 1).quantile975 * standardError }

  /// The mean with its margin and what it is of, such as `mean return 9.6 ± 0.3 over 20 episodes`. There is
  /// no margin for a single sample, and no mean for none.
  package func text(_ name: String, of samples: String) -> String {
    let number = "\(count) \(samples)\(count == 1 ? "" : "s")"
    if count == 0 { return "\(name) not known, over \(number)" }
    let range = margin.isNaN ? "" : String(format: " ± %.1f", margin)
    return String(format: "%@ %.1f%@ over %@", name, mean, range, number)
  }
}
