import Device

/// The GPU's product: tiles in local memory.
struct GroupProduct {
  init(_ product: Product, _ context: OperationContext) {
  }

  func launches() throws -> [any Launch] { [] }
}
