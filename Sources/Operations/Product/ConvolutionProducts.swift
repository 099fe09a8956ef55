/// The two products between the image and the feature map of a convolution. Each is the other's gradient.
enum ConvolutionProducts {
  /// output = patches of `image` times weight, plus bias or `addend`, followed by the epilogue: a
  /// convolution's forward pass, and a transposed convolution's input gradient. Shapes: output [pixels of the
  /// feature maps, n].
  static func im2col(
    image: DeviceArray, weight: DeviceArray, weightSource: Product.RightSource, bias: DeviceArray?,
    output: DeviceArray, addend: DeviceArray? = nil, geometry: ConvolutionGeometry, epilogue: ProductEpilogue?
  ) -> Product {
    Product(
      m: geometry.pixels, n: output.shape.last!, k: geometry.patch, left: image,
      leftSource: geometry.isPlain ? .rows : .im2col, right: weight, rightSource: weightSource,
      output: output,
      bias: bias, addend: addend, geometry: geometry.isPlain ? nil : geometry, epilogue: epilogue)
  }

  /// image = features times weight, added patch by patch, plus bias and `addend`, followed by the epilogue: a
  /// transposed convolution's forward pass, and a convolution's input gradient.
  static func col2im(
    features: DeviceArray, weight: DeviceArray, weightSource: Product.RightSource, bias: DeviceArray?,
    image: DeviceArray, addend: DeviceArray? = nil, geometry: ConvolutionGeometry, epilogue: ProductEpilogue?
  ) -> Product {
    Product(
      m: geometry.pixels, n: geometry.patch, k: features.shape.last!, left: features, right: weight,
      rightSource: weightSource, output: image, bias: bias, addend: addend,
      geometry: geometry.isPointwise ? nil : geometry, isCol2im: !geometry.isPointwise, epilogue: epilogue)
  }
}
