import Device

/// The two products between the large and the small image of a convolution: each is the other's gradient.
enum Patches {
  /// output = patches of `image` times weight, plus bias, then the epilogue: a convolution's forward pass, and a
  /// transposed convolution's gradient. Shapes: output [pixels of the small images, n].
  static func gather(
    image: DeviceArray, weight: DeviceArray, weightSource: Product.RightSource, bias: DeviceArray?,
    output: DeviceArray, geometry: PatchGeometry, epilogue: ProductEpilogue?, context: OperationContext
  ) throws -> [any Launch] {
    try Product(
      m: geometry.pixels, n: output.shape.last!, k: geometry.patch, left: image,
      leftSource: geometry.isPlain ? .rows : .patches, right: weight, rightSource: weightSource,
      output: output,
      bias: bias, geometry: geometry.isPlain ? nil : geometry, epilogue: epilogue
    ).launches(context)
  }

  /// image = small times weight, added patch by patch, plus bias, then the epilogue: a transposed convolution's
  /// forward pass, and a convolution's gradient.
  static func scatter(
    small: DeviceArray, weight: DeviceArray, weightSource: Product.RightSource, bias: DeviceArray?,
    image: DeviceArray, geometry: PatchGeometry, epilogue: ProductEpilogue?, context: OperationContext
  ) throws -> [any Launch] {
    try Product(
      m: geometry.pixels, n: geometry.patch, k: small.shape.last!, left: small, right: weight,
      rightSource: weightSource, output: image, bias: bias, geometry: geometry.isPointwise ? nil : geometry,
      scatters: !geometry.isPointwise, epilogue: epilogue
    ).launches(context)
  }
}
