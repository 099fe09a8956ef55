import Networks
import Tensors

/// The downsampling of large images to small planes (MuZero, appendix F): a convolution of stride 2 to half
/// the channels, 2 residual blocks, a convolution of stride 2 to all channels, 3 residual blocks, average
/// pooling of stride 2, 3 residual blocks, and average pooling of stride 2.
///
/// Each convolution of stride 2 is followed by normalization and ReLU, like those of the blocks. Tensors:
/// `name.0.conv.weight`, `name.0.blocks.0.…`, `name.1.…`, `name.2.blocks.…`.
struct Downsampling: Sendable {
  /// The factor by which heights and widths shrink.
  static let factor = 16

  private let first: ResidualTrunk
  private let second: ResidualTrunk
  private let last: [ResidualBlock]

  init(_ builder: ModelBuilder, _ name: String, planes: Int, channels: Int) {
    let half = max(1, channels / 2)
    first = ResidualTrunk(builder, "\(name).0", inputs: [planes], channels: half, blocks: 2, stride: 2)
    second = ResidualTrunk(builder, "\(name).1", inputs: [half], channels: channels, blocks: 3, stride: 2)
    last = (0..<3).map { ResidualBlock(builder, "\(name).2.blocks.\($0)", channels: channels) }
  }

  /// [images, height, width, planes] → [images, ⌈height / 16⌉, ⌈width / 16⌉, channels].
  func callAsFunction(_ images: Tensor, pass: Pass) -> Tensor {
    var x = second(first(images, pass: pass), pass: pass).averagePooled(size: 3, stride: 2, padding: 1)
    for block in last { x = block(x, pass: pass) }
    return x.averagePooled(size: 3, stride: 2, padding: 1)
  }
}
