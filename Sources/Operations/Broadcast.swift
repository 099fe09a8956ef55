import Device

package enum Broadcast {
  static let definitions: [OperationDefinition] = []
}
