import Foundation

func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// A recurrent cell's inputs, states and parameters in double precision.
struct RecurrentValues {
  var input: Matrix
  var hidden: Matrix
  var cell: Matrix
  var weightInput: Matrix
  var weightHidden: Matrix
  var biasInput: [Double]
  var biasHidden: [Double]

  var inputGates: Matrix { affine(input, weightInput, biasInput) }
  var hiddenGates: Matrix { affine(hidden, weightHidden, biasHidden) }

  private func affine(_ values: Matrix, _ weight: Matrix, _ bias: [Double]) -> Matrix {
    var result = values * weight.transposed
    for index in result.values.indices { result.values[index] += bias[index % bias.count] }
    return result
  }

  /// The gradients that lie behind those of the gates, by the names of a case file; `direct` is hidden's own part.
  func gradients(inputGates: Matrix, hiddenGates: Matrix, direct: Matrix?) -> [String: [Double]] {
    let back = hiddenGates * weightHidden
    return [
      "input": (inputGates * weightInput).values,
      "hidden": (direct.map { $0 + back } ?? back).values,
      "weight_ih": (inputGates.transposed * input).values,
      "weight_hh": (hiddenGates.transposed * hidden).values,
      "bias_ih": inputGates.columnSums, "bias_hh": hiddenGates.columnSums,
    ]
  }
}

/// new = tanh(xn + r hn), output = (1 − z) new + z hidden.
enum GRUReference {
  static func output(_ values: RecurrentValues) -> Matrix {
    let (x, h, units) = (values.inputGates, values.hiddenGates, values.hidden.columns)
    var output = values.hidden
    for row in 0..<output.rows {
      for unit in 0..<units {
        let r = logistic(x[row, unit] + h[row, unit])
        let z = logistic(x[row, units + unit] + h[row, units + unit])
        let new = tanh(x[row, 2 * units + unit] + r * h[row, 2 * units + unit])
        output[row, unit] = (1 - z) * new + z * values.hidden[row, unit]
      }
    }
    return output
  }

  static func gradients(_ values: RecurrentValues, cotangent: Matrix) -> [String: [Double]] {
    let (x, h, units) = (values.inputGates, values.hiddenGates, values.hidden.columns)
    var (dx, dh, direct) = (x, h, values.hidden)
    for row in 0..<x.rows {
      for unit in 0..<units {
        let (second, third) = (units + unit, 2 * units + unit)
        let r = logistic(x[row, unit] + h[row, unit])
        let z = logistic(x[row, second] + h[row, second])
        let new = tanh(x[row, third] + r * h[row, third])
        let g = cotangent[row, unit]
        let before = g * (1 - z) * (1 - new * new)
        let reset = before * h[row, third] * r * (1 - r)
        let update = g * (values.hidden[row, unit] - new) * z * (1 - z)
        (dx[row, unit], dx[row, second], dx[row, third]) = (reset, update, before)
        (dh[row, unit], dh[row, second], dh[row, third]) = (reset, update, before * r)
        direct[row, unit] = g * z
      }
    }
    return values.gradients(inputGates: dx, hiddenGates: dh, direct: direct)
  }
}

/// cell' = logistic(f) cell + logistic(i) tanh(g), hidden' = logistic(o) tanh(cell').
enum LSTMReference {
  static func output(_ values: RecurrentValues) -> (hidden: Matrix, cell: Matrix) {
    let gates = values.inputGates + values.hiddenGates
    var (hidden, cell) = (values.hidden, values.cell)
    for row in 0..<cell.rows {
      for unit in 0..<cell.columns {
        let (i, f, g, o) = activations(gates, row, unit)
        cell[row, unit] = f * values.cell[row, unit] + i * g
        hidden[row, unit] = o * tanh(cell[row, unit])
      }
    }
    return (hidden, cell)
  }

  static func gradients(_ values: RecurrentValues, hidden: Matrix, cell: Matrix) -> [String: [Double]] {
    let gates = values.inputGates + values.hiddenGates
    let units = values.cell.columns
    let newCell = output(values).cell
    var (d, cellGradient) = (gates, values.cell)
    for row in 0..<gates.rows {
      for unit in 0..<units {
        let (i, f, g, o) = activations(gates, row, unit)
        let t = tanh(newCell[row, unit])
        let dCell = cell[row, unit] + hidden[row, unit] * o * (1 - t * t)
        d[row, unit] = dCell * g * i * (1 - i)
        d[row, units + unit] = dCell * values.cell[row, unit] * f * (1 - f)
        d[row, 2 * units + unit] = dCell * i * (1 - g * g)
        d[row, 3 * units + unit] = hidden[row, unit] * t * o * (1 - o)
        cellGradient[row, unit] = dCell * f
      }
    }
    return values.gradients(inputGates: d, hiddenGates: d, direct: nil)
      .merging(["cell": cellGradient.values]) { $1 }
  }

  private static func activations(_ gates: Matrix, _ row: Int, _ unit: Int)
    -> (Double, Double, Double, Double)
  {
    let units = gates.columns / 4
    return (
      logistic(gates[row, unit]), logistic(gates[row, units + unit]), tanh(gates[row, 2 * units + unit]),
      logistic(gates[row, 3 * units + unit])
    )
  }
}
