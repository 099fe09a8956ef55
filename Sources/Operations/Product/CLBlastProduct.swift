import Device

enum CLBlastProduct {
  /// Whether CLBlast can compute the product: only plain products without a bias and without images.
  static func supports(_ product: Product) -> Bool { product.bias == nil && product.geometry == nil }

  /// The product without its epilogue; nil if CLBlast cannot compute it, or the device has no such library.
  static func launches(_ product: Product, _ context: OperationContext) throws -> [any Launch]? {
    guard supports(product) else { return nil }
    let call = LibraryProduct(
      m: product.m, n: product.n, k: product.k, batch: product.batch,
      transposesLeft: product.leftSource == .columns, transposesRight: product.rightSource == .columns,
      accumulates: product.accumulates, left: product.left.buffer, right: product.right.buffer,
      output: product.output.buffer)
    return try context.device.makeLibraryProduct(call).map { [$0] }
  }
}
