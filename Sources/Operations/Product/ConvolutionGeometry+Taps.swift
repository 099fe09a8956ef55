extension ConvolutionGeometry {
  /// The geometry that a kernel is given as numbers of these names; nil where it is given none.
  package init?(numbers: (String) -> Int?) {
    guard let images = numbers("images"), let height = numbers("height"), let width = numbers("width"),
      let channels = numbers("channels"), let featureHeight = numbers("feature_height"),
      let featureWidth = numbers("feature_width"), let featureChannels = numbers("feature_channels"),
      let kernelHeight = numbers("kernel_height"), let kernelWidth = numbers("kernel_width"),
      let stride = numbers("stride"), let padding = numbers("padding")
    else { return nil }
    self.init(
      images: images, height: height, width: width, channels: channels, featureHeight: featureHeight,
      featureWidth: featureWidth, featureChannels: featureChannels, kernelHeight: kernelHeight,
      kernelWidth: kernelWidth, stride: stride, padding: padding)
  }

  /// A transposed convolution's output pixels fall into classes, by their remainders of the stride: all of a class meet the
  /// same taps. The pixels of the largest class along each axis, and the number of classes.
  package var classHeight: Int { height.divided(by: stride) }
  package var classWidth: Int { width.divided(by: stride) }
  package var classes: Int { min(stride, height) * min(stride, width) }

  /// The taps of a class, at most.
  package var maximumClassTaps: Int { kernelHeight.divided(by: stride) * kernelWidth.divided(by: stride) }

  /// Of an image: pairs of a feature pixel and a tap, all of them and those that reach into the image.
  package var taps: (all: Double, reaching: Double) {
    (Double(featureHeight * featureWidth) * Double(kernelHeight * kernelWidth), reaching)
  }

  /// Of an image: pairs of an image pixel and a tap of its class, all of them and those that reach into the feature map.
  package var classTaps: (all: Double, reaching: Double) {
    (
      pairs(large: height, kernel: kernelHeight) * pairs(large: width, kernel: kernelWidth), reaching
    )
  }

  private var reaching: Double {
    reaching(large: height, features: featureHeight, kernel: kernelHeight)
      * reaching(large: width, features: featureWidth, kernel: kernelWidth)
  }

  private func reaching(large: Int, features: Int, kernel: Int) -> Double {
    (0..<features).reduce(0.0) { sum, place in
      let start = place * stride - padding
      return sum + Double(max(0, min(kernel, large - start) - max(0, -start)))
    }
  }

  private func pairs(large: Int, kernel: Int) -> Double {
    (0..<min(stride, large)).reduce(0.0) { sum, remainder in
      let first = (remainder + padding) % stride
      let taps = kernel > first ? (kernel - first).divided(by: stride) : 0
      return sum + Double((large - remainder).divided(by: stride) * taps)
    }
  }
}
