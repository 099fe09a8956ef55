import Device

package enum Concatenation {
  static let definitions: [OperationDefinition] = []
}
