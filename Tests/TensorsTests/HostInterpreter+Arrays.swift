import Foundation
import Operations

@testable import Tensors

// Shapes, sums and products.
extension HostInterpreter.Operands {
  func pointwise(_ expression: PointwiseExpression) -> [Double] {
    let inputs = (0..<values.count).map { broadcast($0, to: outputs[0]) }
    return (0..<outputs[0].product).map { index in
      var known = inputs.map { $0[index] }
      for step in expression.steps { known.append(step.function.value(step.operands.map { known[$0] })) }
      return known.last!
    }
  }

  /// An operand repeated to `shape`.
  private func broadcast(_ operand: Int, to shape: [Int]) -> [Double] {
    let own = Array(repeating: 1, count: shape.count - shapes[operand].count) + shapes[operand]
    return (0..<shape.product).map { index in
      var (rest, place, stride) = (index, 0, 1)
      for axis in shape.indices.reversed() {
        if own[axis] != 1 { place += rest % shape[axis] * stride }
        stride *= own[axis]
        rest /= shape[axis]
      }
      return values[operand][place]
    }
  }

  func slice(_ slice: Slice) -> [Double] {
    let inner = shapes[0][(slice.axis + 1)...].product
    let width = shapes[0][slice.axis] * inner
    let start = slice.start * inner
    return (0..<shapes[0][..<slice.axis].product).flatMap { row in
      Array(values[0][(row * width + start)...].prefix(slice.length * inner))
    }
  }

  func concatenation(axis: Int) -> [Double] {
    (0..<shapes[0][..<axis].product).flatMap { row in
      values.indices.flatMap { operand in
        let width = shapes[operand][axis...].product
        return values[operand][row * width..<(row + 1) * width]
      }
    }
  }

  func sum(_ axes: [Int]) -> [Double] {
    var sums = [Double](repeating: 0, count: outputs[0].product)
    for (index, value) in values[0].enumerated() {
      var (rest, place, stride) = (index, 0, 1)
      for axis in shapes[0].indices.reversed() {
        let at = rest % shapes[0][axis]
        rest /= shapes[0][axis]
        if !axes.contains(axis) {
          place += at * stride
          stride *= shapes[0][axis]
        }
      }
      sums[place] += value
    }
    return sums
  }

  func linear(hasBias: Bool) -> [Double] {
    mapRows { _, row in
      (0..<shapes[1][0]).map { output in
        dot(row, self.row(output, of: 1)) + (hasBias ? values[2][output] : 0)
      }
    }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }

  func product(_ product: MatrixProductOperation) -> [Double] {
    let (m, n) = (outputs[0].suffix(2).first!, outputs[0].last!)
    let batch = outputs[0].dropLast(2).first ?? 1
    let k = shapes[0].product / batch / m
    return (0..<batch * m * n).map { index in
      let (batch, i, j) = (index / (m * n), index / n % m, index % n)
      var sum = 0.0
      for d in 0..<k {
        let left = batch * m * k + (product.transposeA ? d * m + i : i * k + d)
        let right = batch * k * n + (product.transposeB ? j * k + d : d * n + j)
        sum += values[0][left] * values[1][right]
      }
      return sum
    }
  }

  var gather: [Double] {
    let width = shapes[0].dropFirst().reduce(1, *)
    return values[1].flatMap { values[0][Int($0) * width..<(Int($0) + 1) * width] }
  }
}

extension PointwiseFunction {
  /// The function in double precision.
  func value(_ x: [Double]) -> Double {
    switch self {
    case .constant(let value): Double(value)
    case .add: x[0] + x[1]
    case .subtract: x[0] - x[1]
    case .multiply: x[0] * x[1]
    case .divide: x[0] / x[1]
    case .activation(let activation): activation.value(x[0])
    case .affine(let scale, let shift): Double(scale) * x[0] + Double(shift)
    case .square: x[0] * x[0]
    case .squareRoot: x[0].squareRoot()
    case .exponential: exp(x[0])
    case .logarithm: log(x[0])
    case .absolute: abs(x[0])
    case .sign: x[0] > 0 ? 1 : x[0] < 0 ? -1 : x[0]
    case .clamp(let low, let high): min(max(x[0], Double(low)), Double(high))
    case .activationGradient, .activationGradientFromOutput, .clampGradient:
      preconditionFailure("the host does not differentiate: \(name)")
    }
  }
}

extension Activation {
  fileprivate func value(_ x: Double) -> Double {
    switch self {
    case .relu: max(x, 0)
    case .elu: x > 0 ? x : exp(x) - 1
    case .tanh: Foundation.tanh(x)
    case .sigmoid: logistic(x)
    case .softplus: log(1 + exp(x))
    case .silu: x * logistic(x)
    case .gelu: 0.5 * x * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    }
  }
}
