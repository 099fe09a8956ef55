import Device

package enum Gaussian {
  static let definitions: [OperationDefinition] = []
}
