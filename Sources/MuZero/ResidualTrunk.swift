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

  /// [images, height, width, inputs] → [images, rows, columns, channels]. `others` is what the other parts of the input
  /// add, in the shape of the result.
  func callAsFunction(_ input: Tensor, adding others: Tensor? = nil, pass: Pass) -> Tensor {
    var x = stem(input, adding: others, pass: pass).activated(by: .relu)
    for block in blocks { x = block(x, pass: pass) }
    return x
  }
}
