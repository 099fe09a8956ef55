import Operations
import Tensors

/// A convolution of images (PyTorch's `Conv2d`), or a transposed one (`ConvTranspose2d`).
///
/// PyTorch's shapes: weight [outputs, inputs, kernel, kernel], transposed [inputs, outputs, kernel, kernel];
/// bias [outputs]. The input may consist of parts that PyTorch would concatenate along the channels. Each
/// part has a weight of its own, so that nothing is copied and parts that are known earlier can be convolved
/// earlier.
public struct ConvolutionLayer: Sendable {
  private let weights: [Variable]
  private let bias: Variable?
  private let windows: ConvolutionWindows

  /// `inputs` holds the number of channels of each part.
  package init(
    _ builder: ModelBuilder, _ name: String, inputs: [Int], outputs: Int, kernel: Int,
    windows: ConvolutionWindows, hasBias: Bool = true, weightInitializer: Initializer = .pyTorchLinear,
    biasInitializer: Initializer = .pyTorchLinear
  ) {
    self.windows = windows
    let area = kernel * kernel
    func shape(_ channels: Int) -> [Int] {
      windows.isTransposed ? [channels, outputs, kernel, kernel] : [outputs, channels, kernel, kernel]
    }
    let whole = shape(inputs.reduce(0, +))
    // PyTorch takes axis 1 as the inputs, even if it holds the outputs.
    let (fanIn, fanOut) = (whole[1] * area, whole[0] * area)
    let layout = windows.isTransposed ? Layout.transposedConvolutionWeight : .convolutionWeight
    let pieces = inputs.enumerated().map { index, channels in
      let view = shape(channels)
      let variable = Variable(
        inputs.count == 1 ? "\(name).weight" : "\(name).weight[\(index)]", shape: layout.deviceShape(view),
        role: .parameter(decays: true))
      return ModelTensor.Piece(variable: variable, length: channels, view: view, layout: layout)
    }
    builder.append(
      ModelTensor(
        name: "\(name).weight", shape: whole, initializer: weightInitializer, fanIn: fanIn, fanOut: fanOut,
        pieces: pieces, axis: windows.isTransposed ? 0 : 1))
    weights = pieces.map(\.variable)
    bias =
      hasBias
      ? builder.add(
        "\(name).bias", shape: [outputs], role: .parameter(decays: false), initializer: biasInitializer,
        fanIn: fanIn, fanOut: fanOut) : nil
  }

  package init(
    _ builder: ModelBuilder, _ name: String, inputs: Int, outputs: Int, kernel: Int,
    windows: ConvolutionWindows, hasBias: Bool = true, weightInitializer: Initializer = .pyTorchLinear,
    biasInitializer: Initializer = .pyTorchLinear
  ) {
    self.init(
      builder, name, inputs: [inputs], outputs: outputs, kernel: kernel, windows: windows, hasBias: hasBias,
      weightInitializer: weightInitializer, biasInitializer: biasInitializer)
  }

  /// A square kernel, moved by `stride` over images with `padding` rows and columns of zeros around them.
  public init(
    _ builder: ModelBuilder, _ name: String, inputs: Int, outputs: Int, kernel: Int, stride: Int = 1,
    padding: Int = 0, hasBias: Bool = true, weightInitializer: Initializer = .pyTorchLinear,
    biasInitializer: Initializer = .pyTorchLinear
  ) {
    self.init(
      builder, name, inputs: [inputs], outputs: outputs, kernel: kernel,
      windows: ConvolutionWindows(stride: stride, padding: padding), hasBias: hasBias,
      weightInitializer: weightInitializer, biasInitializer: biasInitializer)
  }

  /// The output [images, rows, columns, outputs] of an input [images, height, width, inputs], or of several
  /// parts that PyTorch would concatenate.
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
    input.convolution(
      pass.value(of: weights[index]), bias: withBias ? bias.map(pass.value(of:)) : nil, windows: windows)
  }
}
