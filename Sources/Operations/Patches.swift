import Device

/// The two products between the large and the small image of a convolution: each is the other's gradient.
enum Patches {
  /// output = patches of `image` times weight, plus bias or `addend`, then the epilogue: a convolution's forward pass, and
  /// a transposed convolution's gradient. Shapes: output [pixels of the small images, n].
  static func gather(
    image: DeviceArray, weight: DeviceArray, weightSource: Product.RightSource, bias: DeviceArray?,
    output: DeviceArray, addend: DeviceArray? = nil, geometry: PatchGeometry, epilogue: ProductEpilogue?
  ) -> Product {
    Product(
      m: geometry.pixels, n: output.shape.last!, k: geometry.patch, left: image,
      leftSource: geometry.isPlain ? .rows : .patches, right: weight, rightSource: weightSource,
      output: output,
      bias: bias, addend: addend, geometry: geometry.isPlain ? nil : geometry, epilogue: epilogue)
  }

  /// image = small times weight, added patch by patch, plus bias, then the epilogue: a transposed convolution's
  /// forward pass, and a convolution's gradient; plus `addend`.
  static func scatter(
    small: DeviceArray, weight: DeviceArray, weightSource: Product.RightSource, bias: DeviceArray?,
    image: DeviceArray, addend: DeviceArray? = nil, geometry: PatchGeometry, epilogue: ProductEpilogue?
  ) -> Product {
    Product(
      m: geometry.pixels, n: geometry.patch, k: small.shape.last!, left: small, right: weight,
      rightSource: weightSource, output: image, bias: bias, addend: addend,
      geometry: geometry.isPointwise ? nil : geometry, scatters: !geometry.isPointwise, epilogue: epilogue)
  }
}
