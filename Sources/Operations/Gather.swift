import Device

package enum Gather {
  static let definitions: [OperationDefinition] = []
}
