/// The distribution of a parameter's initial values.
///
/// An element of a linear layer's output has `fanIn` terms, and an element of its input goes into `fanOut`; for
/// convolutions these are channels times the kernel's area.
public enum Initializer: Sendable, Equatable {
  case constant(Float)
  case uniform(low: Double, high: Double)
  case normal(mean: Double, standardDeviation: Double)
  /// A normal distribution, truncated at two of the given standard deviations from the mean, which leaves
  /// 0.88 of the standard deviation.
  case truncatedNormal(mean: Double, standardDeviation: Double)
  /// Glorot and Bengio 2010, equation 16: variance gain² · 2 / (fanIn + fanOut).
  case xavierUniform(gain: Double = 1)
  case xavierNormal(gain: Double = 1)
  /// He et al. 2015, equations 10 and 14: variance gain² / fan.
  case kaimingUniform(Nonlinearity = .relu, fan: Fan = .input)
  case kaimingNormal(Nonlinearity = .relu, fan: Fan = .input)
  /// Saxe et al. 2013: a uniform distribution over matrices with orthogonal rows of length `gain`, or columns
  /// if there are fewer columns. A tensor counts as a matrix whose rows are its first axis.
  case orthogonal(gain: Double = 1)
  /// The variance scale / fan; it holds also for the truncated normal distribution.
  case varianceScaling(scale: Double, fan: Fan, distribution: Distribution)
  /// PyTorch's default for weights and biases of linear layers and convolutions: uniform within ±1/√fanIn.
  /// For a transposed convolution, PyTorch's `fanIn` is the number of output channels times the kernel's
  /// area.
  case pyTorchLinear
  /// PyTorch's default for all parameters of recurrent cells: uniform within ±1/√units.
  case pyTorchRecurrent(units: Int)

  /// 0 everywhere.
  public static let zeros = Initializer.constant(0)
  /// 1 everywhere.
  public static let ones = Initializer.constant(1)
  /// LeCun et al. 1998: variance 1 / fanIn; normal, truncated at two standard deviations.
  public static let lecunNormal = Initializer.varianceScaling(
    scale: 1, fan: .input, distribution: .truncatedNormal)

  /// The number that a variance is divided by: `fanIn`, `fanOut` or their mean.
  public enum Fan: Sendable, Equatable {
    case input, output, average
  }

  /// What values are drawn from.
  public enum Distribution: Sendable, Equatable {
    case uniform, normal, truncatedNormal
  }

  /// The values [shape] of the parameter `name`, in row-major order. They depend only on the seed and the
  /// name, not on other parameters.
  package func values(shape: [Int], fanIn: Int, fanOut: Int, seed: UInt64, name: String) -> [Float] {
    precondition(
      fanIn > 0 && fanOut > 0 && shape.allSatisfy { $0 >= 0 },
      "the parameter \(name) of shape \(shape) with fans of \(fanIn) and \(fanOut)")
    var stream = ParameterStream(seed: seed, name: name)
    let count = shape.reduce(1, *)
    func draw(_ variance: Double, _ distribution: Distribution) -> [Float] {
      Self.draw(count, variance, distribution, &stream)
    }
    func fan(_ fan: Fan) -> Double {
      switch fan {
      case .input: Double(fanIn)
      case .output: Double(fanOut)
      case .average: Double(fanIn + fanOut) / 2
      }
    }
    switch self {
    case .constant(let value):
      return [Float](repeating: value, count: count)
    case .uniform(let low, let high):
      return (0..<count).map { _ in Float(low + (high - low) * stream.uniform()) }
    case .normal(let mean, let deviation):
      return (0..<count).map { _ in Float(mean + deviation * stream.normal()) }
    case .truncatedNormal(let mean, let deviation):
      return (0..<count).map { _ in Float(mean + deviation * stream.truncatedNormal()) }
    case .xavierUniform(let gain): return draw(gain * gain / fan(.average), .uniform)
    case .xavierNormal(let gain): return draw(gain * gain / fan(.average), .normal)
    case .kaimingUniform(let behind, let mode): return draw(behind.gain * behind.gain / fan(mode), .uniform)
    case .kaimingNormal(let behind, let mode): return draw(behind.gain * behind.gain / fan(mode), .normal)
    case .orthogonal(let gain):
      precondition(shape.count >= 2, "an orthogonal matrix of shape \(shape)")
      return Self.orthogonal(rows: shape[0], columns: shape[1...].reduce(1, *), gain: gain, &stream)
    case .varianceScaling(let scale, let mode, let distribution): return draw(scale / fan(mode), distribution)
    case .pyTorchLinear: return draw(1 / (3 * fan(.input)), .uniform)
    case .pyTorchRecurrent(let units): return draw(1 / (3 * Double(units)), .uniform)
    }
  }

  /// The standard deviation of the standard normal distribution truncated at ±2: √(1 − 4φ(2) / (2Φ(2) − 1)).
  private static let truncatedDeviation = 0.879_625_661_034_239_8

  /// Draws `count` numbers of mean 0.
  private static func draw(
    _ count: Int, _ variance: Double, _ distribution: Distribution, _ stream: inout ParameterStream
  ) -> [Float] {
    let deviation = variance.squareRoot()
    switch distribution {
    case .uniform:
      let bound = deviation * 3.0.squareRoot()
      return (0..<count).map { _ in Float(bound * (2 * stream.uniform() - 1)) }
    case .normal:
      return (0..<count).map { _ in Float(deviation * stream.normal()) }
    case .truncatedNormal:
      return (0..<count).map { _ in Float(deviation / truncatedDeviation * stream.truncatedNormal()) }
    }
  }
}
