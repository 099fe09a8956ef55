import Networks
import Operations
import Tensors

/// The encoder, which turns observations into embeddings. Tensors: `encoder.0.weight`, `encoder.0.bias`, ….
struct Encoder: Sendable {
  private enum Layers {
    case convolutions([ConvolutionLayer])
    case perceptron(Perceptron, Activation)
  }

  private let layers: Layers
  /// The embedding as an input of the layer that reads it.
  let embedding: LinearLayer.Part

  init(_ builder: ModelBuilder, _ configuration: PlaNetConfiguration) {
    func convolutions(_ channels: [Int], _ windows: ConvolutionWindows) -> Layers {
      .convolutions(
        zip(channels, channels.dropFirst()).enumerated().map { index, sizes in
          ConvolutionLayer(
            builder, "encoder.\(index)", inputs: sizes.0, outputs: sizes.1, kernel: SmallImageLayers.kernel,
            windows: windows)
        })
    }
    let depth = configuration.depth
    switch configuration.observation {
    case .image:
      layers = convolutions([3, depth, 2 * depth, 4 * depth, 8 * depth], ConvolutionWindows(stride: 2))
      embedding = .image(height: 2, width: 2, channels: 8 * depth)
    case .smallImage(let height, let width, let channels):
      let plan = SmallImageLayers(height: height, width: width, channels: channels, depth: depth)
      layers = convolutions(plan.channels, ConvolutionWindows(stride: 2, padding: 1))
      embedding = plan.innermost
    case .vector(let count):
      let hidden = configuration.hiddenSize
      layers = .perceptron(
        Perceptron(
          builder, "encoder", inputs: [.vector(count)], hidden: [hidden], outputs: hidden,
          activation: configuration.activation), configuration.activation)
      embedding = .vector(hidden)
    }
  }

  /// The embeddings, [rows, embedding], of observations [rows, observation...]. Embeddings of images keep the
  /// image's axes, in the device's layout.
  func callAsFunction(_ observation: Tensor, pass: Pass) -> Tensor {
    switch layers {
    case .convolutions(let layers):
      layers.reduce(observation) { $1($0, pass: pass).activated(by: .relu) }
    case .perceptron(let perceptron, let activation):
      perceptron(observation, pass: pass).activated(by: activation)
    }
  }
}
