import Networks

/// The layers of an encoder and a decoder of images that are smaller than the paper's.
///
/// Convolutions of 4 × 4 with stride 2 and padding 1 halve height and width while both are even and the
/// smaller one is above 4: 16 × 16 twice, 32 × 32 three times. The numbers of channels begin at `depth` and
/// double. The decoder mirrors the encoder: a linear layer to the shape of the encoder's last image, and
/// transposed convolutions of the same size.
struct SmallImageLayers {
  /// The height and width of the encoder's last image.
  let height: Int
  let width: Int
  /// The number of channels of every image, from the observation inward.
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
