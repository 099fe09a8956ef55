import Device

/// A matrix product output[m, n] (+)= left[m, k] · right[k, n]. An operand may be read transposed or as the
/// patches of an image, and the output may be added into an image. Convolutions and their gradients are such
/// products.
package struct Product {
  /// The way in which `left` holds element (m, k).
  package enum LeftSource: Int, Sendable {
    /// [m, k].
    case rows = 0
    /// [k, m].
    case columns
    /// An image: m is a pixel of the feature map, k an element of its patch.
    case im2col
    /// An image: k is a pixel of the feature map, m an element of its patch.
    case im2colTransposed
  }

  /// The way in which `right` holds element (k, n).
  package enum RightSource: Int, Sendable {
    /// [k, n].
    case rows = 0
    /// [n, k].
    case columns
    /// An image: k is a pixel of the feature map, n an element of its patch.
    case im2colTransposed
    /// The weight of a convolution, [taps, n, channels], with taps in reverse order; k is (tap, channel).
    case reversedTaps
  }

  let m: Int
  let n: Int
  let k: Int
  /// The number of independent products, one after another in each array.
  var batch = 1
  let left: DeviceArray
  var leftSource = LeftSource.rows
  let right: DeviceArray
  var rightSource = RightSource.rows
  let output: DeviceArray
  /// A bias that is added to every row: [n], or [channels] if `isCol2im`. It cannot be combined with
  /// `accumulates`.
  var bias: DeviceArray?
  /// The number of elements of a bias that repeats along the columns, on CPUs a multiple of the register
  /// tile's columns; nil for n.
  var biasPeriod: Int?
  /// An array that is added to the product, in the output's layout; it may be the output. Only the GPU's
  /// tiled products have it, without a bias.
  var addend: DeviceArray?
  /// Whether the product is added to the output's content.
  var accumulates = false
  /// Whether k may be split into parts that are summed afterwards. This is only for gradients of parameters,
  /// because a row of an activation must not depend on the number of rows.
  var splitsDepth = false
  /// The geometry, if an operand is patches or the output is an image.
  var geometry: ConvolutionGeometry?
  /// Whether the output is an image: m is a pixel of the feature map, n an element of its patch.
  var isCol2im = false
  /// The operation applied to the complete output; only if k is not split and there is a single product.
  var epilogue: ProductEpilogue?

  /// The same as a plain product, if one patch is added into each image and covers it; nil for other
  /// products.
  var withoutImages: Product? {
    guard isCol2im, !accumulates, addend == nil, let geometry, geometry.coversImage else { return nil }
    return Product(
      m: m, n: n, k: k, left: left, right: right, rightSource: rightSource, output: output, bias: bias,
      biasPeriod: geometry.channels, epilogue: epilogue)
  }
}

/// The geometry of a convolution: one window of the image for each pixel of the feature map.
///
/// The image is a convolution's input or a transposed convolution's output: [images, height, width,
/// channels].
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

  /// The largest stride and padding: with these, and lines of a padded image below 2³¹, no index in a kernel
  /// overflows.
  private static let largestStep = 1 << 15

  static func canCount(stride: Int, padding: Int) -> Bool {
    1...largestStep ~= stride && 0...largestStep ~= padding
  }

  /// Whether the kernels' indices are large enough for this geometry.
  package var isCountable: Bool {
    guard Self.canCount(stride: stride, padding: padding) else { return false }
    let reach = 2 * Double(padding) + Double(stride + max(kernelHeight, kernelWidth) + max(height, width))
    let pixels = Double(images) * Double(max(height * width, featureHeight * featureWidth))
    return reach * Double(max(channels, featureChannels)) < Double(Int32.max) && pixels < Double(Int32.max)
      && Double(kernelHeight) * Double(kernelWidth) * Double(channels) < Double(Int32.max)
  }

  /// The number of pixels of all feature maps.
  package var pixels: Int { images * featureHeight * featureWidth }
  /// The number of elements of a patch.
  package var patch: Int { kernelHeight * kernelWidth * channels }
  /// The number of elements of all images.
  var imageCount: Int { images * height * width * channels }
  /// Whether patches are single pixels.
  var isPointwise: Bool { kernelHeight == 1 && kernelWidth == 1 && stride == 1 && padding == 0 }
  /// Whether no window reaches outside of its image.
  var windowsLieInside: Bool { padding == 0 }
  /// Whether the windows of an image, side by side, are all of it.
  var windowsCoverImage: Bool {
    kernelHeight >= stride && kernelWidth >= stride
      && (featureHeight - 1) * stride + kernelHeight - padding >= height
      && (featureWidth - 1) * stride + kernelWidth - padding >= width
  }
  /// Whether the only window of an image is all of it.
  var coversImage: Bool { kernelHeight == height && kernelWidth == width && padding == 0 }
  /// Whether patches lie one after another in the image, so that the convolution is a plain product.
  var isPlain: Bool { isPointwise || coversImage }

  /// The geometry as arguments, in the kernels' order.
  var arguments: [Argument] {
    [
      images, height, width, channels, featureHeight, featureWidth, featureChannels, kernelHeight,
      kernelWidth,
      stride,
      padding,
    ].map(Argument.int)
  }
}
