import Networks
import Tensors

/// A normalized, rectified convolution and residual blocks: tensors `name.stem.…`, `name.blocks.0.…`, ….
struct ResidualTrunk: Sendable {
  private let stem: NormalizedConvolution
  private let blocks: [ResidualBlock]

  /// `inputs` are the channels of the parts that PyTorch would concatenate.
  init(
    _ builder: ModelBuilder, _ name: String, inputs: [Int], channels: Int, blocks: Int, stride: Int = 1
  ) {
    stem = NormalizedConvolution(builder, "\(name).stem", inputs: inputs, outputs: channels, stride: stride)
    self.blocks = (0..<blocks).map { ResidualBlock(builder, "\(name).blocks.\($0)", channels: channels) }
  }

  /// What part number `index` of the input adds to the stem's convolution.
  func part(_ index: Int, of input: Tensor, pass: Pass) -> Tensor { stem.part(index, of: input, pass: pass) }

  /// [images, height, width, inputs] → [images, rows, columns, channels].
  func callAsFunction(_ input: Tensor, pass: Pass) -> Tensor {
    rest(behind: stem(input, pass: pass), pass: pass)
  }

  /// As above, of part 0 of the input, where it is known what the others add to the stem's convolution.
  func callAsFunction(_ input: Tensor, adding others: Tensor, pass: Pass) -> Tensor {
    rest(behind: stem(input, adding: others, pass: pass), pass: pass)
  }

  private func rest(behind stem: Tensor, pass: Pass) -> Tensor {
    blocks.reduce(stem.activated(by: .relu)) { $1($0, pass: pass) }
  }
}
