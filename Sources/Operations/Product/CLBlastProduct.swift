import Device

/// CLBlast's matrix product.
struct CLBlastProduct {
  init(_ product: Product, _ context: OperationContext) {
  }

  static func supports(_ product: Product) -> Bool { false }

  func launches() throws -> [any Launch] { [] }
}
