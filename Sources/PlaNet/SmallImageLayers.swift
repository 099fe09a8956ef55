import Networks
import Operations
import Tensors

/// The plan of an encoder and a decoder of images smaller than the paper's.
///
/// Convolutions of 4 × 4 with stride 2 and padding 1 halve both sides as long as they are even and the shorter one is
/// more than 4: 16 × 16 twice, 32 × 32 three times. Channels begin at `depth` and double. The decoder is the mirror
/// image: a linear layer to the encoder's last shape, and transposed convolutions of the same windows.
struct SmallImageLayers {
  /// What the encoder ends in [height, width, channels].
  let height: Int
  let width: Int
  /// Of every image from the observation on, outside in.
  let channels: [Int]

  static let smallestSide = 4
  static let kernel = 4

  init(height: Int, width: Int, channels: Int, depth: Int) {
    let halvings = Self.halvings(height: height, width: width)
    self.height = height >> halvings
    self.width = width >> halvings
    self.channels = [channels] + (0..<halvings).map { depth << $0 }
  }

  static func halvings(height: Int, width: Int) -> Int {
    var (height, width, count) = (height, width, 0)
    while height % 2 == 0 && width % 2 == 0 && min(height, width) > smallestSide {
      (height, width, count) = (height / 2, width / 2, count + 1)
    }
    return count
  }

  var innermost: LinearLayer.Part { .image(height: height, width: width, channels: channels.last!) }
}
