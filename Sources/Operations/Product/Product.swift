import Device

/// A matrix product output[m, n] (+)= left[m, k] · right[k, n], where an operand may be read transposed or as the
/// patches of an image, and the output may be added into one. Convolutions and their gradients are products.
package struct Product {
  /// How `left` holds element (m, k).
  package enum LeftSource: Int, Sendable {
    /// [m, k].
    case rows = 0
    /// [k, m].
    case columns
    /// An image; m is a pixel of the feature map, k an element of its patch.
    case im2col
    /// An image; k is a pixel of the feature map, m an element of its patch.
    case im2colTransposed
  }

  /// How `right` holds element (k, n).
  package enum RightSource: Int, Sendable {
    /// [k, n].
    case rows = 0
    /// [n, k].
    case columns
    /// An image; k is a pixel of the feature map, n an element of its patch.
    case im2colTransposed
    /// The weight of a convolution, [taps, n, channels], its taps in reverse order; k is (tap, channel).
    case reversedTaps
  }

  let m: Int
  let n: Int
  let k: Int
  /// Independent products one after another in each array.
  var batch = 1
  let left: DeviceArray
  var leftSource = LeftSource.rows
  let right: DeviceArray
  var rightSource = RightSource.rows
  let output: DeviceArray
  /// Added to every row; [n], or [channels] where `isCol2im`. Not together with `accumulates`.
  var bias: DeviceArray?
  /// Elements of a bias that begins anew every so many columns, on CPUs a multiple of the register tile's; n where nil.
  var biasPeriod: Int?
  /// Added to the product, laid out as the output, which it may be; in products by GPUs' groups alone, without a bias.
  var addend: DeviceArray?
  /// Whether the product is added to what the output holds.
  var accumulates = false
  /// Whether k may be cut into parts that are summed afterwards: for gradients of parameters only, as a row of an
  /// activation must not depend on how many rows there are.
  var splitsDepth = false
  /// The windows, where a source is patches or the output an image.
  var geometry: ConvolutionGeometry?
  /// The output is the image: m is a pixel of the feature map, n an element of its patch.
  var isCol2im = false
  /// What is done to the output at last, where k is not split and there is one product.
  var epilogue: ProductEpilogue?

  /// Patches that are added into images, one to each, are the rows of a plain product. Nil for others.
  var withoutImages: Product? {
    guard isCol2im, !accumulates, addend == nil, let geometry, geometry.coversImage else { return nil }
    return Product(
      m: m, n: n, k: k, left: left, right: right, rightSource: rightSource, output: output, bias: bias,
      biasPeriod: geometry.channels, epilogue: epilogue)
  }
}

/// The windows of a convolution: `kernel` windows of the image, one for each pixel of the feature map.
///
/// The image is a convolution's input or a transposed convolution's output. [images, height, width, channels].
package struct ConvolutionGeometry: Hashable, Sendable {
  package let images: Int
  package let height: Int
  package let width: Int
  package let channels: Int
  package let featureHeight: Int
  package let featureWidth: Int
  package let featureChannels: Int
  package let kernelHeight: Int
  package let kernelWidth: Int
  package let stride: Int
  package let padding: Int

  /// The largest stride and padding: with them, and a line of a padded image in 31 bits, no kernel's index overflows.
  private static let largestStep = 1 << 15

  static func canCount(stride: Int, padding: Int) -> Bool {
    1...largestStep ~= stride && 0...largestStep ~= padding
  }

  /// Whether the kernels can count within these windows.
  package var isCountable: Bool {
    guard Self.canCount(stride: stride, padding: padding) else { return false }
    let reach = 2 * Double(padding) + Double(stride + max(kernelHeight, kernelWidth) + max(height, width))
    let pixels = Double(images) * Double(max(height * width, featureHeight * featureWidth))
    return reach * Double(max(channels, featureChannels)) < Double(Int32.max) && pixels < Double(Int32.max)
      && Double(kernelHeight) * Double(kernelWidth) * Double(channels) < Double(Int32.max)
  }

  /// Pixels of all feature maps.
  package var pixels: Int { images * featureHeight * featureWidth }
  /// Elements of a patch.
  package var patch: Int { kernelHeight * kernelWidth * channels }
  /// Elements of all images.
  var imageCount: Int { images * height * width * channels }
  /// Whether patches are the pixels themselves.
  var isPointwise: Bool { kernelHeight == 1 && kernelWidth == 1 && stride == 1 && padding == 0 }
  /// Whether the only window of an image is all of it.
  var coversImage: Bool { kernelHeight == height && kernelWidth == width && padding == 0 }
  /// Whether patches lie in the image one after another, so that a convolution is a plain product.
  var isPlain: Bool { isPointwise || coversImage }

  /// In the kernels' order.
  var arguments: [Argument] {
    [
      images, height, width, channels, featureHeight, featureWidth, featureChannels, kernelHeight,
      kernelWidth,
      stride,
      padding,
    ].map(Argument.int)
  }
}
