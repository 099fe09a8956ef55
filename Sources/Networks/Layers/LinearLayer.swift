import Operations
import Tensors

/// A linear layer (PyTorch's `Linear`): weight [outputs, inputs], bias [outputs].
///
/// The input may consist of parts that PyTorch would concatenate. Each part has a weight of its own, so that
/// nothing is copied and parts that are known earlier can be multiplied earlier.
public struct LinearLayer: Sendable {
  /// The layout of the elements in a row of an input or output.
  public enum Part: Sendable, Equatable {
    case vector(Int)
    /// An image in the device's layout [height, width, channels], which PyTorch flattens with channels first.
    case image(height: Int, width: Int, channels: Int)

    /// How many elements there are.
    public var count: Int {
      switch self {
      case .vector(let count): count
      case .image(let height, let width, let channels): height * width * channels
      }
    }

    /// The axes of a row on the device.
    public var shape: [Int] {
      switch self {
      case .vector(let count): [count]
      case .image(let height, let width, let channels): [height, width, channels]
      }
    }
  }

  private let weights: [Variable]
  private let bias: Variable?

  /// The tensors are `name.weight` and `name.bias`. `outputs` gives the layout of the outputs.
  public init(
    _ builder: ModelBuilder, _ name: String, inputs: [Part], outputs: Part, hasBias: Bool = true,
    weightInitializer: Initializer = .pyTorchLinear, biasInitializer: Initializer = .pyTorchLinear
  ) {
    let (inputCount, outputCount) = (inputs.map(\.count).reduce(0, +), outputs.count)
    let fans = (fanIn: inputCount, fanOut: outputCount)
    let pieces = inputs.enumerated().map { index, part in
      let (view, axes) = Self.view([outputs, part])
      let variable = Variable(
        inputs.count == 1 ? "\(name).weight" : "\(name).weight[\(index)]", shape: [outputCount, part.count],
        role: .parameter(decays: true))
      return ModelTensor.Piece(variable: variable, length: part.count, view: view, layout: Layout(axes: axes))
    }
    builder.append(
      ModelTensor(
        name: "\(name).weight", shape: [outputCount, inputCount], initializer: weightInitializer,
        fanIn: fans.fanIn, fanOut: fans.fanOut, pieces: pieces, axis: 1))
    weights = pieces.map(\.variable)
    let (view, axes) = Self.view([outputs])
    bias =
      hasBias
      ? builder.add(
        "\(name).bias", shape: [outputCount], view: view, layout: Layout(axes: axes),
        deviceShape: [outputCount], role: .parameter(decays: false), initializer: biasInitializer,
        fanIn: fans.fanIn, fanOut: fans.fanOut) : nil
  }

  /// As above, of one input and one output of vectors.
  public init(
    _ builder: ModelBuilder, _ name: String, inputs: Int, outputs: Int, hasBias: Bool = true,
    weightInitializer: Initializer = .pyTorchLinear, biasInitializer: Initializer = .pyTorchLinear
  ) {
    self.init(
      builder, name, inputs: [.vector(inputs)], outputs: .vector(outputs), hasBias: hasBias,
      weightInitializer: weightInitializer, biasInitializer: biasInitializer)
  }

  /// The sizes of a tensor with these axes in PyTorch's layout, with images as channels, height and width,
  /// and the order of the axes on the device.
  private static func view(_ parts: [Part]) -> (view: [Int], axes: [Int]) {
    var (view, axes): ([Int], [Int]) = ([], [])
    for part in parts {
      let first = view.count
      switch part {
      case .vector(let count):
        view.append(count)
        axes.append(first)
      case .image(let height, let width, let channels):
        view += [channels, height, width]
        axes += [first + 1, first + 2, first]
      }
    }
    return (view, axes)
  }

  /// The output [rows, outputs] of an input [rows, inputs], or of several parts that PyTorch would
  /// concatenate. Images may keep their axes.
  public func callAsFunction(_ inputs: Tensor..., pass: Pass) -> Tensor { self(inputs, pass: pass) }

  /// The same for a list of parts.
  public func callAsFunction(_ inputs: [Tensor], pass: Pass) -> Tensor {
    precondition(inputs.count == weights.count, "\(inputs.count) inputs for \(weights)")
    let first = part(0, of: inputs[0], withBias: true, pass: pass)
    return inputs.enumerated().dropFirst().reduce(first) { sum, input in
      sum + part(input.offset, of: input.element, withBias: false, pass: pass)
    }
  }

  /// The contribution of part `index` of the input to the output. One of the parts must include the bias.
  package func part(_ index: Int, of input: Tensor, withBias: Bool, pass: Pass) -> Tensor {
    let flat = input.reshaped([input.shape[0], -1])
    return flat.linear(
      pass.value(of: weights[index]), bias: withBias ? bias.map(pass.value(of:)) : nil)
  }
}
