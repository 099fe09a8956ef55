import Networks
import Operations
import Tensors

/// The decoder, which predicts the means of observations from states. Tensors: `decoder.input.weight`,
/// `decoder.0.weight`, … for images, `decoder.0.weight`, … for vectors.
struct Decoder: Sendable {
  private enum Layers {
    /// `shape` is the shape of the first transposed convolution's input.
    case convolutions(input: LinearLayer, shape: [Int], [ConvolutionLayer])
    case perceptron(Perceptron)
  }

  private let layers: Layers

  init(_ builder: ModelBuilder, _ configuration: PlaNetConfiguration) {
    let features = configuration.featureSizes.map(LinearLayer.Part.vector)
    func convolutions(
      _ height: Int, _ width: Int, _ channels: [Int], kernels: [Int], _ windows: ConvolutionWindows
    ) -> Layers {
      .convolutions(
        input: LinearLayer(
          builder, "decoder.input", inputs: features,
          outputs: .image(height: height, width: width, channels: channels[0])),
        shape: [height, width, channels[0]],
        kernels.enumerated().map { index, kernel in
          ConvolutionLayer(
            builder, "decoder.\(index)", inputs: channels[index], outputs: channels[index + 1],
            kernel: kernel, windows: windows)
        })
    }
    let depth = configuration.depth
    switch configuration.observation {
    case .image:
      layers = convolutions(
        1, 1, [32 * depth, 4 * depth, 2 * depth, depth, 3], kernels: [5, 5, 6, 6],
        .transposed(stride: 2))
    case .smallImage(let height, let width, let channels):
      let plan = SmallImageLayers(height: height, width: width, channels: channels, depth: depth)
      layers = convolutions(
        plan.height, plan.width, plan.channels.reversed(),
        kernels: plan.channels.dropFirst().map { _ in SmallImageLayers.kernel },
        .transposed(stride: 2, padding: 1))
    case .vector(let count):
      let hidden = configuration.hiddenSize
      layers = .perceptron(
        Perceptron(
          builder, "decoder", inputs: features, hidden: [hidden, hidden], outputs: count,
          activation: configuration.activation))
    }
  }

  /// The means, [rows, observation...], of states given by their features, each [rows, size].
  func callAsFunction(_ features: [Tensor], pass: Pass) -> Tensor {
    switch layers {
    case .convolutions(let input, let shape, let layers):
      layers.enumerated().reduce(input(features, pass: pass).reshaped([-1] + shape)) { image, layer in
        let output = layer.element(image, pass: pass)
        return layer.offset < layers.count - 1 ? output.activated(by: .relu) : output
      }
    case .perceptron(let perceptron): perceptron(features, pass: pass)
    }
  }
}
