import Device

/// A transposed convolution into an image of few channels, or the input gradient of such a convolution, on
/// GPUs. The work-items are pixels (`product_few_channels.cl`).
struct FewChannelsProduct {
  private let product: Product
  private let context: OperationContext
  private let geometry: ConvolutionGeometry

  private static let maximumChannels = 4
  /// The number of work-items of a work-group, and the number of pixels of each.
  private static let items = 128
  private static let pixels = 4
  /// The local memory, in bytes, up to which several work-groups share a compute unit.
  private static let maximumLocalMemory = 32 << 10

  /// Nil if the product is not such a convolution, or if its weight is too large for local memory.
  init?(_ product: Product, _ context: OperationContext) {
    let info = context.device.info
    guard product.isCol2im, !product.accumulates, product.addend == nil, let geometry = product.geometry,
      !geometry.coversImage,
      geometry.channels <= Self.maximumChannels, geometry.featureChannels % 4 == 0,
      Self.items <= info.largestWorkGroup
    else { return nil }
    self.product = product
    self.context = context
    self.geometry = geometry
    guard 16 * tapsY * tapsX * geometry.featureChannels <= min(Self.maximumLocalMemory, info.localMemory)
    else {
      return nil
    }
  }

  /// The largest numbers of taps of a class of pixels, along y and x.
  private var tapsY: Int { geometry.kernelHeight.divided(by: geometry.stride) }
  private var tapsX: Int { geometry.kernelWidth.divided(by: geometry.stride) }

  func launches() throws -> [any Launch] {
    let isByElement = product.rightSource == .rows
    let program = ProductEpilogue.program(
      ["product_few_channels"],
      macros: [
        "CHANNELS": "\(geometry.channels)", "FEATURE_CHANNELS": "\(geometry.featureChannels)",
        "TAPS_Y": "\(tapsY)", "TAPS_X": "\(tapsX)", "ITEMS": "\(Self.items)",
      ], epilogue: product.epilogue)
    let arguments: [Argument] =
      [
        .array(product.left), .array(product.right), .array(product.output),
        .array(product.bias ?? product.output),
      ]
      + [
        geometry.images, geometry.height, geometry.width, geometry.featureHeight, geometry.featureWidth,
        geometry.kernelHeight, geometry.kernelWidth, geometry.stride, geometry.padding,
        isByElement ? 1 : geometry.featureChannels, isByElement ? product.n : 1, product.bias != nil ? 1 : 0,
      ].map(Argument.int) + [ProductEpilogue.gateArgument(product.epilogue, output: product.output)]
    let (height, width) = (
      geometry.height.divided(by: geometry.stride), geometry.width.divided(by: geometry.stride)
    )
    let classes = min(geometry.stride, geometry.height) * min(geometry.stride, geometry.width)
    return [
      try context.launch(
        "product_few_channels", in: program, arguments,
        items: [geometry.images * height * width.divided(by: Self.pixels), classes],
        local: [Self.items, 1])
    ]
  }
}
