import Networks
import Tensors

/// A convolution with normalization and ReLU, followed by residual blocks. Tensors: `name.stem.…`,
/// `name.blocks.0.…`, ….
struct ResidualTrunk: Sendable {
  private let stem: NormalizedConvolution
  private let blocks: [ResidualBlock]

  /// `inputs` holds the numbers of channels of the input's parts, which PyTorch would concatenate.
  init(
    _ builder: ModelBuilder, _ name: String, inputs: [Int], channels: Int, blocks: Int, stride: Int = 1
  ) {
    stem = NormalizedConvolution(builder, "\(name).stem", inputs: inputs, outputs: channels, stride: stride)
    self.blocks = (0..<blocks).map { ResidualBlock(builder, "\(name).blocks.\($0)", channels: channels) }
  }

  /// The contribution of part `index` of the input to the stem's convolution.
  func part(_ index: Int, of input: Tensor, pass: Pass) -> Tensor { stem.part(index, of: input, pass: pass) }

  /// [images, height, width, inputs] → [images, rows, columns, channels].
  func callAsFunction(_ input: Tensor, pass: Pass) -> Tensor {
    rest(behind: stem(input, pass: pass), pass: pass)
  }

  /// The same for part 0 of the input, given the sum `others` of the other parts' contributions to the stem's
  /// convolution.
  func callAsFunction(_ input: Tensor, adding others: Tensor, pass: Pass) -> Tensor {
    rest(behind: stem(input, adding: others, pass: pass), pass: pass)
  }

  private func rest(behind stem: Tensor, pass: Pass) -> Tensor {
    blocks.reduce(stem.activated(by: .relu)) { $1($0, pass: pass) }
  }
}
