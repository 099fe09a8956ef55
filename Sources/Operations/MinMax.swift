import Device

package enum MinMax {
  static let definitions: [OperationDefinition] = []
}
