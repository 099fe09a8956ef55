import Benchmarks
import Operations
import Randomness

/// A product's output in double precision, element by element, straight from the definition. The tuner checks
/// results against it; it shares no code with the kernels.
struct ProductReference {
  /// An element, and the sum of its terms' magnitudes, to which rounding errors are proportional.
  struct Element {
    var value: Double
    var magnitude: Double

    mutating func add(_ term: Double) {
      value += term
      magnitude += abs(term)
    }
  }

  let shape: ProductShape
  /// The operands, as the product's arrays hold them.
  let left: [Float]
  let right: [Float]
  /// The bias; empty if the product has none.
  let bias: [Float]
  /// The output's content before the product; empty if the product does not accumulate.
  let initial: [Float]

  /// Element `index` of the output.
  func element(_ index: Int) -> Element {
    var element = Element(value: 0, magnitude: 0)
    if shape.accumulates { element.add(Double(initial[index])) }
    if shape.hasBias { element.add(Double(bias[index % shape.biasCount])) }
    if shape.isCol2im {
      addPixels(at: index, to: &element)
    } else {
      let (row, column) = (index / shape.n, index % shape.n)
      let (entry, m) = (row / shape.m, row % shape.m)
      for k in 0..<shape.k { element.add(leftElement(entry, m, k) * rightElement(entry, k, column)) }
    }
    return element
  }

  /// Adds the products of all feature pixels whose windows contain element `index` of the image.
  private func addPixels(at index: Int, to element: inout Element) {
    let geometry = shape.geometry!
    let (pixel, channel) = (index / geometry.channels, index % geometry.channels)
    let (line, x) = (pixel / geometry.width, pixel % geometry.width)
    let (image, y) = (line / geometry.height, line % geometry.height)
    for ky in 0..<geometry.kernelHeight {
      for kx in 0..<geometry.kernelWidth {
        let (top, left) = (y + geometry.padding - ky, x + geometry.padding - kx)
        guard top >= 0, left >= 0, top % geometry.stride == 0, left % geometry.stride == 0 else { continue }
        let (smallY, smallX) = (top / geometry.stride, left / geometry.stride)
        guard smallY < geometry.featureHeight, smallX < geometry.featureWidth else { continue }
        let m = (image * geometry.featureHeight + smallY) * geometry.featureWidth + smallX
        let n = (ky * geometry.kernelWidth + kx) * geometry.channels + channel
        for k in 0..<shape.k { element.add(leftElement(0, m, k) * rightElement(0, k, n)) }
      }
    }
  }

  private func leftElement(_ entry: Int, _ m: Int, _ k: Int) -> Double {
    switch shape.left {
    case .rows: Double(left[(entry * shape.m + m) * shape.k + k])
    case .columns: Double(left[(entry * shape.k + k) * shape.m + m])
    case .im2col: patchElement(of: left, pixel: m, element: k)
    case .im2colTransposed: patchElement(of: left, pixel: k, element: m)
    }
  }

  private func rightElement(_ entry: Int, _ k: Int, _ n: Int) -> Double {
    switch shape.right {
    case .rows: Double(right[(entry * shape.k + k) * shape.n + n])
    case .columns: Double(right[(entry * shape.n + n) * shape.k + k])
    case .im2colTransposed: patchElement(of: right, pixel: k, element: n)
    case .reversedTaps: reversedTap(n, k)
    }
  }

  /// An element of the reversed taps, from weights [taps, n, channels].
  private func reversedTap(_ n: Int, _ k: Int) -> Double {
    let channels = shape.geometry!.channels
    let tap = shape.k / channels - 1 - k / channels
    return Double(right[(tap * shape.n + n) * channels + k % channels])
  }

  /// An element of the patch of a feature pixel; 0 outside the image.
  private func patchElement(of image: [Float], pixel: Int, element: Int) -> Double {
    let geometry = shape.geometry!
    let (smallX, line) = (pixel % geometry.featureWidth, pixel / geometry.featureWidth)
    let (smallY, entry) = (line % geometry.featureHeight, line / geometry.featureHeight)
    let (channel, tap) = (element % geometry.channels, element / geometry.channels)
    let y = smallY * geometry.stride - geometry.padding + tap / geometry.kernelWidth
    let x = smallX * geometry.stride - geometry.padding + tap % geometry.kernelWidth
    guard (0..<geometry.height).contains(y), (0..<geometry.width).contains(x) else { return 0 }
    return Double(image[((entry * geometry.height + y) * geometry.width + x) * geometry.channels + channel])
  }
}

extension ProductReference {
  /// The elements to check: all of a small output, else every corner and seeded random ones.
  func samples() -> [Int] {
    let depth = shape.k * (shape.geometry.map { shape.isCol2im ? $0.kernelHeight * $0.kernelWidth : 1 } ?? 1)
    let count = min(Self.maximum, max(Self.fewest, Self.multiplications / depth))
    guard shape.outputCount > count else { return Array(0..<shape.outputCount) }
    var indices = [0]
    for size in sizes {
      indices = indices.flatMap { index in Set([0, size - 1]).map { index * size + $0 } }
    }
    var generator = SplitMix64(seed: UInt64(shape.outputCount))
    var samples = Set(indices)
    while samples.count < count { samples.insert(.random(in: 0..<shape.outputCount, using: &generator)) }
    return samples.sorted()
  }

  /// The output's axes.
  private var sizes: [Int] {
    guard let geometry = shape.geometry else { return [shape.batch, shape.m, shape.n] }
    if shape.isCol2im { return [geometry.images, geometry.height, geometry.width, geometry.channels] }
    return shape.left == .im2col
      ? [geometry.images, geometry.featureHeight, geometry.featureWidth, shape.n] : [shape.m, shape.n]
  }

  private static let maximum = 400
  private static let fewest = 64
  /// The approximate number of multiplications for all samples together.
  private static let multiplications = 20_000_000
}
