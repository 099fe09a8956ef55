import TestSupport
import Testing

/// The windows of a convolution over a large image, one for each pixel of a small one; channels come first, as in
/// PyTorch. A convolution reads the large image, a transposed convolution writes it.
struct WindowReference: Sendable, CustomTestStringConvertible {
  let images: Int
  /// [channels, height, width].
  let large: [Int]
  /// [channels, height, width].
  let small: [Int]
  /// [height, width].
  let kernel: [Int]
  let stride: Int
  let padding: Int

  var imageShape: [Int] { [images] + large }
  var featureShape: [Int] { [images] + small }
  var weightShape: [Int] { [small[0], large[0]] + kernel }

  var testDescription: String {
    "\(images) images of \(large), small \(small), kernel \(kernel), stride \(stride), padding \(padding)"
  }

  /// The windows of a convolution of [inputs, height, width].
  init(
    images: Int = 1, image: [Int], outputs: Int, kernel: [Int], stride: Int = 1, padding: Int = 0
  ) {
    self.images = images
    large = image
    let size = (0...1).map { (image[$0 + 1] + 2 * padding - kernel[$0]) / stride + 1 }
    small = [outputs] + size
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// The windows of a transposed convolution of [inputs, height, width].
  init(
    images: Int = 1, transposing image: [Int], outputs: Int, kernel: [Int], stride: Int = 1, padding: Int = 0,
    outputPadding: Int
  ) {
    self.images = images
    small = image
    let size = (0...1).map { (image[$0 + 1] - 1) * stride - 2 * padding + kernel[$0] + outputPadding }
    large = [outputs] + size
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// The sums over all (window, tap) pairs: small + large · weight, large + small · weight, weight + small · large.
  func sums(large image: [Float], small: [Float], weight: [Float]) -> Sums {
    let image = image.map(Double.init)
    let small = small.map(Double.init)
    let weight = weight.map(Double.init)
    var sums = Sums(
      large: .init(repeating: 0, count: image.count), small: .init(repeating: 0, count: small.count),
      weight: .init(repeating: 0, count: weight.count))
    sums.large.withUnsafeMutableBufferPointer { largeSum in
      sums.small.withUnsafeMutableBufferPointer { smallSum in
        sums.weight.withUnsafeMutableBufferPointer { weightSum in
          image.withUnsafeBufferPointer { image in
            small.withUnsafeBufferPointer { small in
              weight.withUnsafeBufferPointer { weight in
                let (x, y, w) = (image.baseAddress!, small.baseAddress!, weight.baseAddress!)
                let (dx, dy, dw) = (
                  largeSum.baseAddress!, smallSum.baseAddress!, weightSum.baseAddress!
                )
                forEachTerm { l, s, t in
                  dx[l] += y[s] * w[t]
                  dy[s] += x[l] * w[t]
                  dw[t] += y[s] * x[l]
                }
              }
            }
          }
        }
      }
    }
    return sums
  }

  struct Sums {
    var large: [Double]
    var small: [Double]
    var weight: [Double]
  }

  /// Calls `body` with the places of the elements (large, small, weight) that meet.
  private func forEachTerm(_ body: (Int, Int, Int) -> Void) {
    let (height, width) = (large[1], large[2])
    for image in 0..<images {
      for y in 0..<small[1] {
        for x in 0..<small[2] {
          for ky in 0..<kernel[0] {
            for kx in 0..<kernel[1] {
              let (top, left) = (y * stride - padding + ky, x * stride - padding + kx)
              guard 0..<height ~= top && 0..<width ~= left else { continue }
              for o in 0..<small[0] {
                let smallPlace = ((image * small[0] + o) * small[1] + y) * small[2] + x
                var i = 0
                while i < large[0] {
                  body(
                    ((image * large[0] + i) * height + top) * width + left, smallPlace,
                    ((o * large[0] + i) * kernel[0] + ky) * kernel[1] + kx)
                  i += 1
                }
              }
            }
          }
        }
      }
    }
  }
}

extension [Double] {
  /// The elements of an image [images, channels, …] with `bias` [channels] added.
  func addingChannels(_ bias: [Float], images: Int) -> [Double] {
    let area = count / images / bias.count
    return indices.map { self[$0] + Double(bias[$0 / area % bias.count]) }
  }

  /// The sums of an image [images, channels, …] over all but its channels.
  func channelSums(images: Int, channels: Int) -> [Double] {
    let area = count / images / channels
    var sums = [Double](repeating: 0, count: channels)
    for index in indices { sums[index / area % channels] += self[index] }
    return sums
  }
}

extension SeededGenerator {
  /// Whole numbers of which sums of products are exact in any order, so that the smallest fault is seen.
  mutating func wholeNumbers(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(Int.random(in: -4...4, using: &self)) }
  }
}

/// Expects every element to be the same number; NaN fails.
func expectEqual(_ actual: [Float]?, _ expected: [Double], _ label: String) {
  expectClose(actual ?? [], expected, relative: 0, absolute: 1e-3, label)
}
