import Device

package enum Categorical {
  static let definitions: [OperationDefinition] = []
}
