@testable import Operations

/// Products of every way to read the operands, of sizes that fit tiles and do not.
enum TiledShapes {
  static func windows(
    _ images: Int, _ size: (Int, Int), _ channels: Int, outputs: Int, kernel: (Int, Int), stride: Int,
    padding: Int
  ) -> ConvolutionGeometry {
    Convolution.geometry(
      input: [images, size.0, size.1, channels], weight: [kernel.0, kernel.1, channels, outputs],
      stride: stride, padding: padding)!
  }

  /// Lines of whole vectors and not, taps of whole tiles and not, more than 32 taps, windows beyond the image, classes
  /// of pixels that no tap reaches.
  static let geometries = [
    windows(3, (8, 8), 32, outputs: 36, kernel: (3, 3), stride: 1, padding: 1),
    windows(2, (7, 9), 20, outputs: 33, kernel: (4, 3), stride: 2, padding: 3),
    windows(3, (11, 10), 3, outputs: 5, kernel: (2, 2), stride: 3, padding: 0),
    windows(2, (13, 12), 4, outputs: 8, kernel: (6, 7), stride: 2, padding: 2),
  ]

  static func shape(
    m: Int, n: Int, k: Int, batch: Int = 1, left: Product.LeftSource = .rows,
    right: Product.RightSource = .rows,
    hasBias: Bool = false, accumulates: Bool = false, splitsDepth: Bool = false, isCol2im: Bool = false,
    geometry: ConvolutionGeometry? = nil
  ) -> ProductShape {
    ProductShape(
      m: m, n: n, k: k, batch: batch, left: left, right: right, hasBias: hasBias, accumulates: accumulates,
      splitsDepth: splitsDepth, isCol2im: isCol2im, geometry: geometry)
  }

  static let plain: [ProductShape] = [
    (Product.LeftSource.rows, Product.RightSource.rows), (.rows, .columns), (.columns, .rows),
    (.columns, .columns),
  ].flatMap { left, right in
    [
      shape(m: 132, n: 68, k: 36, left: left, right: right, hasBias: true),
      shape(m: 131, n: 67, k: 33, batch: 2, left: left, right: right, accumulates: true),
      shape(m: 36, n: 40, k: 700, left: left, right: right, accumulates: true, splitsDepth: true),
    ]
  }

  /// The products of a convolution and of a transposed one: forward, to the input's gradient, to the weight's.
  static func products(_ geometry: ConvolutionGeometry) -> [ProductShape] {
    let (pixels, patch, small) = (geometry.pixels, geometry.patch, geometry.featureChannels)
    return [
      shape(m: pixels, n: small, k: patch, left: .im2col, hasBias: true, geometry: geometry),
      shape(m: pixels, n: small, k: patch, left: .im2col, right: .columns, geometry: geometry),
      shape(m: pixels, n: patch, k: small, right: .columns, isCol2im: true, geometry: geometry),
      shape(m: pixels, n: patch, k: small, hasBias: true, isCol2im: true, geometry: geometry),
      shape(
        m: patch, n: small, k: pixels, left: .im2colTransposed, accumulates: true, splitsDepth: true,
        geometry: geometry),
      shape(
        m: small, n: patch, k: pixels, left: .columns, right: .im2colTransposed, accumulates: true,
        splitsDepth: true, geometry: geometry),
    ]
  }

  static let all = plain + geometries.flatMap(products)
}
