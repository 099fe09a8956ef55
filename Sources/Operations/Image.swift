import Device

package enum Image {
  static let definitions: [OperationDefinition] = []
}
