/// The distance of values from the expected ones.
package enum Comparison: Equatable {
  /// The distance relative to the allowed one. The values are correct if it is at most 1.
  case share(Double)
  /// The values are wrong, whatever the tolerance.
  case fault(String)

  /// A number added to the allowed distance, so that expected zeros can be matched.
  package static let absolute = 1e-6

  /// ‖actual − expected‖₂ / (tolerance · ‖expected‖₂ + 1e-6), for equally many values. If `reference` is
  /// given, its norm replaces that of `expected`, which was computed from it.
  ///
  /// A value that is not finite must be equal to the expected one.
  package static func compare(
    _ actual: [Double], _ expected: [Double], tolerance: Double, reference: [Double]? = nil
  ) -> Comparison {
    precondition(actual.count == expected.count, "\(actual.count) values for \(expected.count)")
    var distance = 0.0
    let norm = (reference ?? expected).filter(\.isFinite).reduce(0) { $0 + $1 * $1 }
    for index in actual.indices {
      let (value, wanted) = (actual[index], expected[index])
      if value.isFinite && wanted.isFinite {
        distance += (value - wanted) * (value - wanted)
      } else if !(value == wanted || (value.isNaN && wanted.isNaN)) {
        return .fault("element \(index) is \(value), expected \(wanted)")
      }
    }
    return .share(distance.squareRoot() / (tolerance * norm.squareRoot() + absolute))
  }
}
