import Device

package enum MatrixProduct {
  static let definitions: [OperationDefinition] = []
}
