import Networks
import Tensors

/// A head that predicts from states: linear layers and, for states of planes, a 1×1 convolution with ReLU
/// before them. Tensors: `name.conv.…`, `name.0.…`, `name.1.…`, ….
struct PredictionHead: Sendable {
  private let convolution: ConvolutionLayer?
  private let perceptron: Perceptron

  init(_ builder: ModelBuilder, _ name: String, _ configuration: MuZeroNetworkConfiguration, outputs: Int) {
    let inputs: LinearLayer.Part
    let hidden: [Int]
    switch (configuration.body, configuration.state) {
    case (.residual(_, _, _, _, _, let planes, let sizes, _), .planes(let height, let width, let channels)):
      convolution = ConvolutionLayer(
        builder, "\(name).conv", inputs: channels, outputs: planes, kernel: 1, windows: ConvolutionWindows())
      inputs = .image(height: height, width: width, channels: planes)
      hidden = sizes
    case (.perceptron(_, let sizes, let encoding), _):
      convolution = nil
      inputs = .vector(encoding)
      hidden = sizes
    case (.residual, .vector): preconditionFailure("a residual network with states that are vectors")
    }
    perceptron = Perceptron(
      builder, name, inputs: [inputs], hidden: hidden, outputs: outputs, activation: configuration.activation)
  }

  /// The outputs, [rows, outputs], of states [rows, …].
  func callAsFunction(_ states: Tensor, pass: Pass) -> Tensor {
    perceptron(convolution.map { $0(states, pass: pass).activated(by: .relu) } ?? states, pass: pass)
  }
}
