import Device

package enum Normalization {
  static let definitions: [OperationDefinition] = []
}
