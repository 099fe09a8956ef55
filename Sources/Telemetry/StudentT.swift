import Foundation

/// Student's t distribution with an integer number of degrees of freedom.
struct StudentT {
  let degrees: Int

  /// The probability of a value between −t and t (Abramowitz and Stegun, 26.7.3 and 26.7.4).
  func centralProbability(_ t: Double) -> Double {
    let angle = atan(t / Double(degrees).squareRoot())
    let square = cos(angle) * cos(angle)
    let isOdd = degrees % 2 == 1
    guard degrees > 1 else { return 2 * angle / .pi }
    var term = isOdd ? cos(angle) : 1
    var sum = term
    for index in stride(from: isOdd ? 3 : 2, to: degrees, by: 2) {
      term *= square * Double(index - 1) / Double(index)
      sum += term
    }
    sum *= sin(angle)
    return isOdd ? 2 / .pi * (angle + sum) : sum
  }

  /// The value below which 97.5 % of the distribution lie.
  var quantile975: Double {
    var (low, high) = (1.0, 16.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if centralProbability(middle) < 0.95 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
