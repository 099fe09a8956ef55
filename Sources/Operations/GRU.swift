import Device

package enum GRU {
  static let definitions: [OperationDefinition] = []
}
