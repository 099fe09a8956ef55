import Device

package enum Reduction {
  static let definitions: [OperationDefinition] = []
}
