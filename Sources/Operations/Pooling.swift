import Device

package enum Pooling {
  static let definitions: [OperationDefinition] = []
}
