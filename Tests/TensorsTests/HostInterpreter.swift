import Foundation
import Operations

@testable import Tensors

/// Computes graphs of forward operations on the host, in double precision: the reference for tests.
struct HostInterpreter {
  let graph: Graph
  var inputs: [String: [Double]] = [:]
  var variables: [Variable: [Double]] = [:]

  /// A node's operands, with their shapes.
  struct Operands {
    let values: [[Double]]
    let shapes: [[Int]]
    /// Those of the node's outputs.
    let outputs: [[Int]]

    /// The size of the last axis of operand 0, and how many rows of it there are.
    var columns: Int { shapes[0].last! }
    var rows: Int { shapes[0].product / columns }

    /// Row number `index` of an operand.
    func row(_ index: Int, of operand: Int = 0) -> [Double] {
      let width = shapes[operand].last!
      return Array(values[operand][index * width..<(index + 1) * width])
    }

    /// `function` of each row of operand 0, one after another.
    func mapRows(_ function: (_ row: Int, _ values: [Double]) -> [Double]) -> [Double] {
      (0..<rows).flatMap { function($0, row($0)) }
    }
  }

  /// The values of `tensors`.
  func values(of tensors: [Tensor]) -> [[Double]] {
    var known: [[[Double]]] = []
    for node in graph.nodes.prefix((tensors.map(\.value.node).max() ?? -1) + 1) {
      let operands = Operands(
        values: node.inputs.map { known[$0.node][$0.output] },
        shapes: node.inputs.map { graph.type(of: $0).shape },
        outputs: node.outputs.map(\.shape))
      known.append(results(node.operation, operands))
    }
    return tensors.map { known[$0.value.node][$0.value.output] }
  }

  private func results(_ operation: any TensorOperation, _ x: Operands) -> [[Double]] {
    switch operation {
    case let source as Source: [values(of: source)]
    case let pointwise as Pointwise: [x.pointwise(pointwise.expression)]
    case is Reshape, is ScaleGradient: [x.values[0]]
    case let slice as Slice: [x.slice(slice)]
    case let join as Concatenate: [x.concatenation(axis: join.axis)]
    case let sum as Sum: [x.sum(sum.axes).map { $0 * Double(sum.scale) }]
    case let linear as LinearOperation: [x.linear(hasBias: linear.addend == .bias)]
    case let product as MatrixProductOperation: [x.product(product)]
    case let convolution as ConvolutionOperation: [x.convolution(convolution)]
    case let pooling as PoolingOperation:
      pooling.kind == .maximum
        ? [x.pool(pooling.window) { $0.max()! }, []]
        : [x.pool(pooling.window) { $0.reduce(0, +) / Double(pooling.window.size * pooling.window.size) }]
    case let layer as LayerNormalization: [x.layerNormalization(Double(layer.epsilon)), []]
    case let batch as BatchNormalization: x.batchNormalization(batch) + [[]]
    case let batch as BatchNormalizationInference:
      [x.normalization(mean: x.values[3], variance: x.values[4], Double(batch.epsilon)), []]
    case is GRUGates: [x.gru, []]
    case is LSTMGates: x.lstm + [[]]
    case let softmax as SoftmaxOperation:
      [x.mapRows { softmax.operation == .softmax ? logSoftmax($1).map(exp) : logSoftmax($1) }]
    case is CrossEntropy:
      [x.mapRows { [-x.values[2][$0] * zip(x.row($0, of: 1), logSoftmax($1)).map(*).reduce(0, +)] }]
    case let loss as CategoricalValueLoss: [x.categoricalLoss(Double(loss.epsilon)), []]
    case let scalar as SupportToScalar: [x.mapRows { [expectation($1, Double(scalar.epsilon))] }, []]
    case is GatherRows: [x.gather]
    case is GaussianDivergence: [x.divergence]
    case is GaussianSample:
      [x.values[0].indices.map { x.values[0][$0] + x.values[1][$0] * x.values[2][$0] }]
    case let scaling as MinMaxScaling: [x.minMax(Double(scaling.epsilon)), []]
    case let image as ImageToFloat: [x.values[0].map { $0 * Double(image.factor) }]
    case let image as QuantizeImage: [x.quantize(bits: image.bits)]
    default: preconditionFailure("the host does not know \(operation.name)")
    }
  }

  private func values(of source: Source) -> [Double] {
    switch source.kind {
    case .input(let name): inputs[name]!
    case .variable(let variable): variables[variable]!
    case .constant(let values): values.map(Double.init)
    }
  }
}

/// log softmax of a row.
func logSoftmax(_ row: [Double]) -> [Double] {
  let largest = row.max()!
  let sum = log(row.map { exp($0 - largest) }.reduce(0, +)) + largest
  return row.map { $0 - sum }
}

func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// The number that logits over bins −half … half of the transformed scale stand for (MuZero, appendix F).
func expectation(_ logits: [Double], _ epsilon: Double) -> Double {
  let half = Double(logits.count / 2)
  let mean = zip(logSoftmax(logits).map(exp), logits.indices).map { $0 * (Double($1) - half) }.reduce(0, +)
  let root = (sqrt(1 + 4 * epsilon * (abs(mean) + 1 + epsilon)) - 1) / (2 * epsilon)
  return (mean < 0 ? -1 : 1) * (root * root - 1)
}
