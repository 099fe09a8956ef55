import Device

package enum Convolution {
  static let definitions: [OperationDefinition] = []
}
