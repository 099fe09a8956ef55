import Operations
import Tensors

/// A convolution of images (PyTorch's `Conv2d`), or a transposed one (`ConvTranspose2d`).
///
/// PyTorch's shapes: weight [outputs, inputs, kernel, kernel], transposed [inputs, outputs, kernel, kernel]; bias
/// [outputs].
package struct ConvolutionLayer: Sendable {
  private let weight: Variable
  private let bias: Variable?
  private let windows: ConvolutionWindows

  package init(
    _ builder: ModelBuilder, _ name: String, inputs: Int, outputs: Int, kernel: Int,
    windows: ConvolutionWindows, hasBias: Bool = true, weightInitializer: Initializer = .pyTorchLinear,
    biasInitializer: Initializer = .pyTorchLinear
  ) {
    self.windows = windows
    let area = kernel * kernel
    let shape =
      windows.isTransposed ? [inputs, outputs, kernel, kernel] : [outputs, inputs, kernel, kernel]
    // PyTorch takes axis 1 for the inputs, also where it holds the outputs.
    let (fanIn, fanOut) = (shape[1] * area, shape[0] * area)
    weight = builder.add(
      "\(name).weight", shape: shape,
      layout: windows.isTransposed ? .transposedConvolutionWeight : .convolutionWeight,
      role: .parameter(decays: true), initializer: weightInitializer, fanIn: fanIn, fanOut: fanOut)
    bias =
      hasBias
      ? builder.add(
        "\(name).bias", shape: [outputs], role: .parameter(decays: false), initializer: biasInitializer,
        fanIn: fanIn, fanOut: fanOut) : nil
  }

  /// [images, height, width, inputs] → [images, rows, columns, outputs].
  package func callAsFunction(_ input: Tensor, pass: Pass) -> Tensor {
    input.convolution(pass.value(of: weight), bias: bias.map(pass.value(of:)), windows: windows)
  }
}
