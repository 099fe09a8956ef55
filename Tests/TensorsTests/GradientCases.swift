import Operations

@testable import Tensors

extension GradientCase {
  private typealias Binary = @Sendable (Tensor, Tensor) -> Tensor

  /// Shapes that broadcast in either operand, and in both.
  private static let broadcasts: [([Int], [Int])] = [
    ([1], [1]), ([7], [7]), ([3, 5], [5]), ([5], [3, 5]), ([3, 1], [1, 5]), ([2, 3, 5], [3, 1]),
    ([], [2, 3]),
    ([2, 3], []), ([2, 1, 3], [5, 1]),
  ]

  static let pointwise: [GradientCase] = {
    let operations: [(String, Binary)] = [
      ("add", { $0 + $1 }), ("subtract", { $0 - $1 }), ("multiply", { $0 * $1 }), ("divide", { $0 / $1 }),
    ]
    let binary = operations.flatMap { name, operation in
      broadcasts.map { a, b in
        // Away from zero, and on both sides of it.
        GradientCase(name, inputs: [Input(shape: a), Input(shape: b, range: 0.5...2)]) {
          operation($0[0], $0[1]) + operation($0[0], -$0[1])
        }
      }
    }
    let activations = Activation.allCases.flatMap { activation in
      [[1], [17], [3, 37]].map { shape in
        GradientCase(activation.rawValue, inputs: [Input(shape: shape, range: -3...3)]) {
          $0[0].activated(by: activation)
        }
      }
    }
    let functions: [(String, ClosedRange<Float>, @Sendable (Tensor) -> Tensor)] = [
      ("affine", -1...1, { 3 * $0 - 0.5 }), ("square", -1...1, { $0.squared() }),
      ("square_root", 0.5...2, { $0.squareRoot() }), ("exponential", -2...2, { $0.exponential() }),
      ("logarithm", 0.5...2, { $0.logarithm() }), ("absolute", -1...1, { $0.absolute() }),
      ("clamp", -1...1, { $0.clamped(low: -0.4, high: 0.3) }),
      ("clamp below", -1...1, { $0.clamped(low: 0.1) }),
      ("clamp above", -1...1, { $0.clamped(high: 0.1) }), ("negate", -1...1, { -$0 }),
      ("reciprocal", 0.5...2, { $0.graph.full([], 1) / $0 }),
    ]
    return binary + activations
      + functions.map { name, range, function in
        GradientCase(name, inputs: [Input(shape: [19], range: range)]) { function($0[0]) }
      }
  }()

  static let shapes: [GradientCase] = [
    GradientCase("reshape", [[2, 3, 5]]) { $0[0].reshaped([5, -1]).squared() },
    GradientCase("slice of the first axis", [[7, 5]]) {
      $0[0].sliced(axis: 0, start: 2, length: 3).squared()
    },
    GradientCase("slice of the last axis", [[3, 7]]) { $0[0].sliced(axis: 1, start: 1, length: 5).squared() },
    GradientCase("slice of one", [[1, 1]]) { $0[0].sliced(axis: 1, start: 0, length: 1).squared() },
    GradientCase("split", [[3, 6]]) { x in
      let parts = x[0].split([1, 3, 2], axis: 1)
      return parts[0] * parts[1] + parts[2].sum([1]).reshaped([3, 1])
    },
    GradientCase("concatenation of rows", [[2, 5], [1, 5], [4, 5]]) { .concatenate($0, axis: 0).squared() },
    GradientCase("concatenation of columns", [[3, 2], [3, 1], [3, 4]]) {
      .concatenate($0, axis: 1).squared()
    },
    GradientCase("concatenation with itself", [[3, 5]]) { .concatenate([$0[0], $0[0]], axis: 0).squared() },
    GradientCase("stack", [[3], [3]]) { Tensor.stack($0).squared() },
    GradientCase("sum", [[3, 5, 2]]) { $0[0].squared().sum() },
    GradientCase("sum of outer axes", [[3, 5, 2]]) { $0[0].squared().sum([0, 2]) },
    GradientCase("mean", [[3, 5, 2]]) { $0[0].squared().mean([1]) },
    GradientCase("mean of all", [[13]]) { $0[0].squared().mean() },
    GradientCase("mean over an axis named twice", [[3, 5]]) { $0[0].squared().mean([1, 1]) },
    GradientCase("sum of nothing", [[3]]) { $0[0].squared().sum([]) },
    GradientCase("expansion", [[3, 1]]) { $0[0].squared().expanded(to: [2, 3, 5]) },
    GradientCase("gather", inputs: [Input(shape: [5, 3])], integers: ["index": [4, 0, 4, 2]]) {
      let index = $0[0].graph.input("index", [4], .int32)
      return $0[0].gatheringRows(index).squared()
    },
  ]

  static let layers: [GradientCase] =
    [(1, 1, 1), (5, 7, 3), (17, 13, 19)].flatMap { rows, inputs, outputs in
      [
        GradientCase("linear", [[rows, inputs], [outputs, inputs], [outputs]]) {
          $0[0].linear($0[1], bias: $0[2])
        },
        GradientCase("linear without a bias", [[rows, inputs], [outputs, inputs]]) { $0[0].linear($0[1]) },
      ]
    }
    + [false, true].flatMap { a in
      [false, true].map { b in
        GradientCase("matmul", [a ? [5, 3] : [3, 5], b ? [7, 5] : [5, 7]]) {
          $0[0].matrixProduct($0[1], transposeSelf: a, transposeOther: b)
        }
      }
    } + [
      GradientCase("batched matmul", [[2, 3, 5], [2, 7, 5]]) {
        $0[0].matrixProduct($0[1], transposeOther: true)
      },
      GradientCase("convolution", [[2, 5, 5, 3], [3, 3, 3, 2], [2]]) {
        $0[0].convolution($0[1], bias: $0[2], windows: ConvolutionWindows(stride: 2, padding: 1))
      },
      GradientCase("convolution of one pixel", [[1, 1, 1, 1], [1, 1, 1, 1]]) {
        $0[0].convolution($0[1], windows: ConvolutionWindows())
      },
      GradientCase("transposed convolution", [[2, 3, 3, 2], [2, 3, 3, 3], [3]]) {
        $0[0].convolution($0[1], bias: $0[2], windows: .transposed(stride: 2, padding: 1, outputPadding: 1))
      },
      GradientCase("max_pool2d", [[2, 5, 5, 3]]) { $0[0].maximumPooled(size: 2, stride: 2) },
      GradientCase("avg_pool2d", [[2, 5, 5, 3]]) { $0[0].averagePooled(size: 3, stride: 2, padding: 1) },
      GradientCase("layer_norm", [[3, 7], [7], [7]]) { $0[0].layerNormalized(weight: $0[1], bias: $0[2]) },
      GradientCase("layer_norm, the weight its bias", [[3, 7], [7]]) {
        $0[0].layerNormalized(weight: $0[1], bias: $0[1])
      },
      GradientCase(
        "batch_norm",
        inputs: [
          Input(shape: [5, 2, 3]), Input(shape: [3]), Input(shape: [3]), Input(shape: [3], isConstant: true),
          Input(shape: [3], range: 0.5...2, isConstant: true),
        ]
      ) {
        $0[0].batchNormalized(
          weight: $0[1], bias: $0[2], runningMean: $0[3], runningVariance: $0[4], momentum: 0.1, epsilon: 1e-5
        ).output
      },
      GradientCase(
        "batch_norm by running averages",
        inputs: [
          Input(shape: [5, 3]), Input(shape: [3]), Input(shape: [3]), Input(shape: [3], isConstant: true),
          Input(shape: [3], range: 0.5...2, isConstant: true),
        ]
      ) {
        $0[0].batchNormalized(
          weight: $0[1], bias: $0[2], runningMean: $0[3], runningVariance: $0[4], epsilon: 1e-5)
      },
      GradientCase("gru", [[3, 15], [3, 15], [3, 5]]) {
        .gruGates(input: $0[0], hiddenGates: $0[1], hidden: $0[2])
      },
      GradientCase(
        "lstm", inputs: [[3, 20], [20], [3, 5]].map { Input(shape: $0) },
        functions: { x in
          let (hidden, cell) = Tensor.lstmGates(x[0], bias: x[1], cell: x[2])
          return [hidden, cell]
        }),
      GradientCase("lstm, its hidden state alone", [[3, 4], [4], [3, 1]]) {
        Tensor.lstmGates($0[0], bias: $0[1], cell: $0[2]).hidden
      },
      GradientCase("lstm, its cell alone", [[1, 4], [4], [1, 1]]) {
        Tensor.lstmGates($0[0], bias: $0[1], cell: $0[2]).cell
      },
    ]

  static let distributions: [GradientCase] = [
    GradientCase("softmax", [[3, 7]]) { $0[0].softmax() },
    GradientCase("softmax of one", [[3, 1]]) { $0[0].softmax() },
    GradientCase("log_softmax", [[2, 3, 17]]) { $0[0].logSoftmax() },
    GradientCase(
      "cross entropy",
      inputs: [
        Input(shape: [3, 7]), Input(shape: [3, 7], range: 0...1, isConstant: true),
        Input(shape: [3], isConstant: true),
      ]
    ) {
      $0[0].crossEntropy($0[1] / $0[1].sum([1]).reshaped([3, 1]), weight: $0[2])
    },
    GradientCase(
      "categorical value loss",
      inputs: [
        Input(shape: [5, 11]), Input(shape: [5], range: -50...50, isConstant: true),
        Input(shape: [5], isConstant: true),
      ]
    ) { $0[0].categoricalValueLoss(target: $0[1], weight: $0[2]) },
    GradientCase("support to scalar", [[5, 11]]) { $0[0].supportToScalar() },
    GradientCase(
      "gaussian divergence",
      inputs: [
        Input(shape: [3, 5]), Input(shape: [3, 5], range: 0.5...2), Input(shape: [3, 5]),
        Input(shape: [3, 5], range: 0.5...2),
      ]
    ) {
      DiagonalNormal(mean: $0[0], deviation: $0[1]).divergence(
        from: DiagonalNormal(mean: $0[2], deviation: $0[3]))
    },
    GradientCase("gaussian sample", [[3, 5], [3, 5], [3, 5]]) {
      DiagonalNormal(mean: $0[0], deviation: $0[1]).sample(noise: $0[2])
    },
    GradientCase("min_max", [[3, 2, 2, 5]]) { $0[0].minMaxScaled() },
  ]

  static let composed: [GradientCase] = [
    GradientCase("a tensor used twice", [[3, 5]]) { $0[0] * $0[0] + $0[0].squared().sum([0]) },
    GradientCase("a weight used in several places", [[3, 5], [5, 5], [5]]) { x in
      (0..<3).reduce(x[0]) { state, _ in state.linear(x[1], bias: x[2]).activated(by: .tanh) }
    },
    GradientCase("a weight used as a matrix too", [[3, 5], [5, 5]]) {
      $0[0].linear($0[1]).matrixProduct($0[1]) * $0[1].sum([0])
    },
    GradientCase("a computed weight", [[3, 5], [7, 5], [7]]) {
      $0[0].linear($0[1].activated(by: .tanh), bias: $0[2].squared())
    },
    GradientCase("one bias after images of two sizes", [[2, 4, 4, 3], [3, 3, 3, 2], [2]]) { x in
      let windows = ConvolutionWindows(padding: 1)
      return x[0].convolution(x[1], bias: x[2], windows: windows).sum([1, 2])
        + x[0].averagePooled(size: 2, stride: 2).convolution(x[1], bias: x[2], windows: windows).sum([1, 2])
    },
    GradientCase("one bias after rows and images", [[2, 4, 4, 3], [3, 3, 3, 2], [2], [2, 48]]) { x in
      x[0].convolution(x[1], bias: x[2], windows: ConvolutionWindows()).sum([1, 2])
        * x[0].reshaped([2, -1]).linear(x[3], bias: x[2])
    },
    GradientCase("layer normalization twice", [[3, 5], [5], [5]]) {
      $0[0].layerNormalized(weight: $0[1], bias: $0[2]).squared().layerNormalized(weight: $0[1], bias: $0[2])
    },
  ]
}
