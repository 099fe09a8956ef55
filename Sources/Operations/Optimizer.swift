import Device

package enum Optimizer {
  static let definitions: [OperationDefinition] = []
}
