import Foundation
import Operations

@testable import Tensors

// Images, normalizations, recurrent cells and distributions.
extension HostInterpreter.Operands {
  /// Calls `body` for every tap of every window that lies inside an image [images, height, width]: the window's image,
  /// row and column in `small`, the pixel's row and column, and the tap's.
  private func forEachTap(
    _ large: [Int], small: [Int], kernel: Int, stride: Int, padding: Int,
    _ body: (_ image: Int, _ y: Int, _ x: Int, _ top: Int, _ left: Int, _ ky: Int, _ kx: Int) -> Void
  ) {
    for image in 0..<large[0] {
      for y in 0..<small[1] {
        for x in 0..<small[2] {
          for ky in 0..<kernel {
            for kx in 0..<kernel {
              let (top, left) = (y * stride - padding + ky, x * stride - padding + kx)
              guard 0..<large[1] ~= top && 0..<large[2] ~= left else { continue }
              body(image, y, x, top, left, ky, kx)
            }
          }
        }
      }
    }
  }

  private func place(_ shape: [Int], _ image: Int, _ y: Int, _ x: Int) -> Int {
    ((image * shape[1] + y) * shape[2] + x) * shape[3]
  }

  func convolution(_ operation: ConvolutionOperation) -> [Double] {
    let (windows, output) = (operation.windows, outputs[0])
    let (inputs, channels) = (shapes[0][3], output[3])
    var result = (0..<output.product).map { operation.hasBias ? values[2][$0 % channels] : 0 }
    let (large, small) = windows.isTransposed ? (output, shapes[0]) : (shapes[0], output)
    let kernel = shapes[1][1]
    forEachTap(large, small: small, kernel: kernel, stride: windows.stride, padding: windows.padding) {
      image, y, x, top, left, ky, kx in
      let (from, to) =
        windows.isTransposed
        ? (place(small, image, y, x), place(large, image, top, left))
        : (place(large, image, top, left), place(small, image, y, x))
      for i in 0..<inputs {
        for o in 0..<channels {
          let weight =
            windows.isTransposed
            ? ((i * kernel + ky) * kernel + kx) * channels + o
            : ((ky * kernel + kx) * inputs + i) * channels + o
          result[to + o] += values[0][from + i] * values[1][weight]
        }
      }
    }
    return result
  }

  /// `reduce` of each window's pixels, those outside the image left out.
  func pool(_ window: Pooling.Window, _ reduce: ([Double]) -> Double) -> [Double] {
    var windows = [[Double]](repeating: [], count: outputs[0].product)
    forEachTap(
      shapes[0], small: outputs[0], kernel: window.size, stride: window.stride, padding: window.padding
    ) { image, y, x, top, left, _, _ in
      for channel in 0..<shapes[0][3] {
        windows[place(outputs[0], image, y, x) + channel].append(
          values[0][place(shapes[0], image, top, left) + channel])
      }
    }
    return windows.map(reduce)
  }

  func layerNormalization(_ epsilon: Double) -> [Double] {
    mapRows { _, row in
      let mean = row.reduce(0, +) / Double(row.count)
      let variance = row.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(row.count)
      return row.indices.map {
        (row[$0] - mean) / (variance + epsilon).squareRoot() * values[1][$0] + values[2][$0]
      }
    }
  }

  /// The normalized input and the next running averages, by PyTorch's rule: the variance that is kept is the unbiased one.
  func batchNormalization(_ operation: BatchNormalization) -> [[Double]] {
    let channels = (0..<columns).map { channel in (0..<rows).map { values[0][$0 * columns + channel] } }
    let means = channels.map { $0.reduce(0, +) / Double(rows) }
    let squares = zip(channels, means).map { channel, mean in
      channel.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    }
    let momentum = Double(operation.momentum)
    let unbiased = squares.map { $0 / Double(rows - 1) }
    return [
      normalization(mean: means, variance: squares.map { $0 / Double(rows) }, Double(operation.epsilon)),
      zip(values[3], means).map { $0 + momentum * ($1 - $0) },
      zip(values[4], unbiased).map { $0 + momentum * ($1 - $0) },
    ]
  }

  /// By a mean and a variance for each column.
  func normalization(mean: [Double], variance: [Double], _ epsilon: Double) -> [Double] {
    mapRows { _, row in
      row.indices.map {
        (row[$0] - mean[$0]) / (variance[$0] + epsilon).squareRoot() * values[1][$0] + values[2][$0]
      }
    }
  }

  var gru: [Double] {
    let units = shapes[2][1]
    return (0..<shapes[2][0]).flatMap { index in
      let (x, h, state) = (row(index), row(index, of: 1), row(index, of: 2))
      return (0..<units).map { unit in
        let reset = logistic(x[unit] + h[unit])
        let update = logistic(x[units + unit] + h[units + unit])
        let new = tanh(x[2 * units + unit] + reset * h[2 * units + unit])
        return (1 - update) * new + update * state[unit]
      }
    }
  }

  /// The new hidden state and cell.
  var lstm: [[Double]] {
    let (units, count) = (shapes[2][1], shapes[2][0])
    var (hidden, cell): ([Double], [Double]) = ([], [])
    for index in 0..<count {
      let gates = zip(row(index), values[1]).map(+)
      for unit in 0..<units {
        let new =
          logistic(gates[units + unit]) * values[2][index * units + unit]
          + logistic(gates[unit]) * tanh(gates[2 * units + unit])
        cell.append(new)
        hidden.append(logistic(gates[3 * units + unit]) * tanh(new))
      }
    }
    return [hidden, cell]
  }

  func minMax(_ epsilon: Double) -> [Double] {
    let width = shapes[0].product / shapes[0][0]
    return stride(from: 0, to: values[0].count, by: width).flatMap { start in
      let row = values[0][start..<start + width]
      let (low, high) = (row.min()!, row.max()!)
      return row.map { ($0 - low) / max(high - low, epsilon) }
    }
  }

  /// −weight · Σ two-hot(h(target)) · log softmax(logits).
  func categoricalLoss(_ epsilon: Double) -> [Double] {
    mapRows { row, logits in
      let (target, half) = (values[1][row], Double(logits.count / 2))
      let transformed =
        (target < 0 ? -1 : 1) * ((abs(target) + 1).squareRoot() - 1) + epsilon * target
      let place = min(max(transformed, -half), half) + half
      let low = min(Int(place), logits.count - 1)
      let share = place - Double(low)
      let logs = logSoftmax(logits)
      return [-values[2][row] * ((1 - share) * logs[low] + (share > 0 ? share * logs[low + 1] : 0))]
    }
  }

  /// KL of two diagonal normal distributions.
  var divergence: [Double] {
    mapRows { index, mean in
      let (s, m, p) = (row(index, of: 1), row(index, of: 2), row(index, of: 3))
      return [
        mean.indices.map { i in
          let distance = (mean[i] - m[i]) / p[i]
          let ratio = s[i] / p[i]
          return 0.5 * (ratio * ratio + distance * distance - 1) - log(ratio)
        }.reduce(0, +)
      ]
    }
  }

  func quantize(bits: Int) -> [Double] {
    let (step, bins) = (pow(2, Double(8 - bits)), pow(2, Double(bits)))
    return zip(values[0], values[1]).map { ($0 / step).rounded(.down) / bins + $1 / bins - 0.5 }
  }
}
