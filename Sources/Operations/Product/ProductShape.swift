/// All properties of a product except its arrays and its epilogue: they decide which way of computing it is
/// fastest.
package struct ProductShape: Hashable, Sendable {
  package let m: Int
  package let n: Int
  package let k: Int
  package let batch: Int
  package let left: Product.LeftSource
  package let right: Product.RightSource
  package let hasBias: Bool
  package let accumulates: Bool
  package let splitsDepth: Bool
  package let isCol2im: Bool
  package let geometry: ConvolutionGeometry?

  /// A name for saved measurements, the same in every run.
  package var key: String {
    var words = ["m=\(m)", "n=\(n)", "k=\(k)"]
    if batch > 1 { words.append("batch=\(batch)") }
    words += ["left=\(left)", "right=\(right)"]
    if hasBias { words.append("bias") }
    if accumulates { words.append("accumulates") }
    if splitsDepth { words.append("splits") }
    if isCol2im { words.append("isCol2im") }
    if let geometry {
      words += [
        "image=\(geometry.images)x\(geometry.height)x\(geometry.width)x\(geometry.channels)",
        "small=\(geometry.featureHeight)x\(geometry.featureWidth)",
        "kernel=\(geometry.kernelHeight)x\(geometry.kernelWidth)", "stride=\(geometry.stride)",
        "padding=\(geometry.padding)",
      ]
    }
    return words.joined(separator: " ")
  }

  /// The name for measurements in this precision. Float32 is not named.
  package func key(in precision: Precision) -> String {
    precision == .float32 ? key : "\(key) \(precision.rawValue)"
  }

  /// The precision of the measurements with this key.
  static func precision(key: String) -> Precision {
    key.split(separator: " ").last.flatMap { Precision(rawValue: String($0)) } ?? .float32
  }

  /// Whether the product with this key is added into an image.
  static func isScattering(key: String) -> Bool { key.split(separator: " ").contains("isCol2im") }

  /// Whether most of a matrix unit's blocks would be used.
  var fillsMatrixUnits: Bool {
    let columns = isCol2im ? geometry?.channels ?? n : n
    return min(m, columns, k) >= 8
  }

  /// The number of elements of the left operand's array.
  package var leftCount: Int {
    switch left {
    case .rows, .columns: batch * m * k
    case .im2col, .im2colTransposed: geometry!.imageCount
    }
  }

  /// The number of elements of the right operand's array.
  package var rightCount: Int {
    switch right {
    case .rows, .columns, .reversedTaps: batch * k * n
    case .im2colTransposed: geometry!.imageCount
    }
  }

  /// The number of elements of the output.
  package var outputCount: Int { isCol2im ? geometry!.imageCount : batch * m * n }

  /// The number of elements of the bias, which is the length of the output's last axis.
  package var biasCount: Int { isCol2im ? geometry!.channels : n }

  /// The product of these arrays, which have `leftCount`, `rightCount`, `outputCount` and, if `hasBias`,
  /// `biasCount` elements.
  package func product(left: DeviceArray, right: DeviceArray, output: DeviceArray, bias: DeviceArray?)
    -> Product
  {
    precondition((bias != nil) == hasBias, "a bias where there is none, or none where there is one")
    return Product(
      m: m, n: n, k: k, batch: batch, left: left, leftSource: self.left, right: right,
      rightSource: self.right,
      output: output, bias: bias, accumulates: accumulates, splitsDepth: splitsDepth, geometry: geometry,
      isCol2im: isCol2im)
  }
}

extension Product {
  package var shape: ProductShape {
    ProductShape(
      m: m, n: n, k: k, batch: batch, left: leftSource, right: rightSource, hasBias: bias != nil,
      accumulates: accumulates, splitsDepth: splitsDepth, isCol2im: isCol2im, geometry: geometry)
  }
}
