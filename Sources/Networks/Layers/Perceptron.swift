import Operations
import Tensors

/// Linear layers with activations between them. Tensors: `name.0.weight`, `name.0.bias`, `name.1.weight`, ….
public struct Perceptron: Sendable {
  private let layers: [LinearLayer]
  private let activation: Activation

  /// `inputs` holds parts that PyTorch would concatenate; `hidden` holds the sizes of the hidden layers.
  /// `lastInitializer`, if given, initializes the last layer's weights and biases.
  public init(
    _ builder: ModelBuilder, _ name: String, inputs: [LinearLayer.Part], hidden: [Int], outputs: Int,
    activation: Activation, weightInitializer: Initializer = .pyTorchLinear,
    biasInitializer: Initializer = .pyTorchLinear, lastInitializer: Initializer? = nil
  ) {
    let sizes = hidden + [outputs]
    layers = sizes.indices.map { index in
      let isLast = index == sizes.count - 1
      return LinearLayer(
        builder, "\(name).\(index)", inputs: index == 0 ? inputs : [.vector(sizes[index - 1])],
        outputs: .vector(sizes[index]),
        weightInitializer: isLast ? lastInitializer ?? weightInitializer : weightInitializer,
        biasInitializer: isLast ? lastInitializer ?? biasInitializer : biasInitializer)
    }
    self.activation = activation
  }

  /// The output [rows, outputs] of an input [rows, inputs], or of several parts that PyTorch would
  /// concatenate. Images may keep their axes.
  public func callAsFunction(_ inputs: Tensor..., pass: Pass) -> Tensor { self(inputs, pass: pass) }

  /// The same for a list of parts.
  public func callAsFunction(_ inputs: [Tensor], pass: Pass) -> Tensor {
    rest(behind: layers[0](inputs, pass: pass), pass: pass)
  }

  /// The same for part 0 of the input, given the sum `others` of the other parts' contributions to the first
  /// layer.
  package func callAsFunction(_ input: Tensor, adding others: Tensor, pass: Pass) -> Tensor {
    rest(behind: layers[0].part(0, of: input, withBias: true, pass: pass) + others, pass: pass)
  }

  /// The contribution of part `index` of the input to the first layer, without its bias.
  package func part(_ index: Int, of input: Tensor, pass: Pass) -> Tensor {
    layers[0].part(index, of: input, withBias: false, pass: pass)
  }

  private func rest(behind first: Tensor, pass: Pass) -> Tensor {
    layers.dropFirst().reduce(first) { $1($0.activated(by: activation), pass: pass) }
  }
}
