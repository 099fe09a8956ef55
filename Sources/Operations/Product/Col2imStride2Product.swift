import Device

/// A transposed convolution with stride 2 into an image of few channels, or the input gradient of such a
/// convolution, on a CPU with vectors of 16 lanes. The lanes are pixels (`product_col2im_stride2.cl`).
struct Col2imStride2Product {
  private let product: Product
  private let context: OperationContext
  private let geometry: ConvolutionGeometry
  private let vectors: Int

  /// The number of pixels of the feature map's lines that are packed together.
  private static let packedPixels = 16
  /// The largest number of floats of the packed weight and planes that stay in a core's cache.
  private static let capacity = 65536

  /// Nil if the product is not such a convolution, or if this way would not be faster.
  init?(_ product: Product, _ context: OperationContext) {
    let tile = VectorTile.preferred(floatLanes: context.device.info.floatLanes)
    guard product.isCol2im, !product.accumulates, let geometry = product.geometry, geometry.stride == 2,
      geometry.padding == 0,
      4 * geometry.channels <= tile.rows, geometry.featureChannels % 16 == 0,
      geometry.featureWidth >= Self.packedPixels, context.device.info.floatLanes >= 16
    else { return nil }
    self.product = product
    self.context = context
    self.geometry = geometry
    vectors = tile.vectors
    guard packedFloats <= Self.capacity else { return nil }
  }

  private var tapsY: Int { (geometry.kernelHeight + 1) / 2 }
  private var tapsX: Int { (geometry.kernelWidth + 1) / 2 }
  /// The number of cells of a line, rounded up to whole tiles.
  private var cells: Int {
    let tile = vectors * 16
    return ((geometry.width + 1) / 2 + tile - 1) / tile * tile
  }

  private var packedFloats: Int {
    tapsY * geometry.featureChannels * (4 * tapsX * geometry.channels + cells + tapsX + 15)
  }

  func launches() throws -> [any Launch] {
    let isByElement = product.rightSource == .rows
    let blocks = min(geometry.images, 4 * context.device.info.computeUnits)
    let imagesOfBlock = (geometry.images + blocks - 1) / blocks
    let program = ProductEpilogue.program(
      VectorProduct.files + ["product_col2im_stride2"],
      macros: [
        "WIDTH": "16", "ROWS": "\(4 * geometry.channels)", "VECTORS": "\(vectors)", "C_TARGET": "1",
        "CHANNELS": "\(geometry.channels)", "FEATURE_CHANNELS": "\(geometry.featureChannels)",
        "TAPS_Y": "\(tapsY)", "TAPS_X": "\(tapsX)", "CELLS": "\(cells)",
      ], epilogue: product.epilogue)
    let arguments: [Argument] =
      [
        .array(product.left), .array(product.right), .array(product.output),
        .array(product.bias ?? product.output), .int(geometry.images), .int(imagesOfBlock),
        .int(geometry.height), .int(geometry.width), .int(geometry.featureHeight),
        .int(geometry.featureWidth),
        .int(geometry.kernelHeight), .int(geometry.kernelWidth),
        .int(isByElement ? 1 : geometry.featureChannels), .int(isByElement ? product.n : 1),
        .int(product.bias != nil ? 1 : 0),
        ProductEpilogue.gateArgument(product.epilogue, output: product.output),
      ]
    return [
      try context.launch(
        "product_col2im_stride2", in: program, arguments,
        items: [(geometry.images + imagesOfBlock - 1) / imagesOfBlock],
        local: [1])
    ]
  }
}
