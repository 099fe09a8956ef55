import Tensors

/// A 3×3 convolution without bias, followed by batch normalization. Tensors: `name.conv.weight`,
/// `name.norm.weight`, ….
public struct NormalizedConvolution: Sendable {
  private let convolution: ConvolutionLayer
  private let normalization: BatchNormalizationLayer

  /// `inputs` holds the numbers of channels of the parts that PyTorch would concatenate.
  public init(_ builder: ModelBuilder, _ name: String, inputs: [Int], outputs: Int, stride: Int = 1) {
    convolution = ConvolutionLayer(
      builder, "\(name).conv", inputs: inputs, outputs: outputs, kernel: 3,
      windows: ConvolutionWindows(stride: stride, padding: 1), hasBias: false)
    normalization = BatchNormalizationLayer(builder, "\(name).norm", channels: outputs)
  }

  /// As above, of one input.
  public init(_ builder: ModelBuilder, _ name: String, inputs: Int, outputs: Int, stride: Int = 1) {
    self.init(builder, name, inputs: [inputs], outputs: outputs, stride: stride)
  }

  /// The output [images, rows, columns, outputs] of an input [images, height, width, inputs], or of several
  /// parts that PyTorch would concatenate.
  public func callAsFunction(_ inputs: Tensor..., pass: Pass) -> Tensor {
    normalization(convolution(inputs, pass: pass), pass: pass)
  }

  /// The same for part 0 of the input, given the sum `others` of the other parts' contributions to the
  /// convolution.
  package func callAsFunction(_ input: Tensor, adding others: Tensor, pass: Pass) -> Tensor {
    normalization(others + part(0, of: input, pass: pass), pass: pass)
  }

  /// The contribution of part `index` of the input to the convolution.
  package func part(_ index: Int, of input: Tensor, pass: Pass) -> Tensor {
    convolution.part(index, of: input, withBias: false, pass: pass)
  }
}

/// A residual block, relu(x + f(x)), where f is two normalized convolutions with a ReLU between them (He et
/// al. 2016). Tensors: `name.0.…`, `name.1.…`.
public struct ResidualBlock: Sendable {
  private let first: NormalizedConvolution
  private let second: NormalizedConvolution

  /// A block of so many channels, in and out.
  public init(_ builder: ModelBuilder, _ name: String, channels: Int) {
    first = NormalizedConvolution(builder, "\(name).0", inputs: channels, outputs: channels)
    second = NormalizedConvolution(builder, "\(name).1", inputs: channels, outputs: channels)
  }

  /// [images, height, width, channels] → the same shape.
  public func callAsFunction(_ input: Tensor, pass: Pass) -> Tensor {
    let inner = first(input, pass: pass).activated(by: .relu)
    return (input + second(inner, pass: pass)).activated(by: .relu)
  }
}
