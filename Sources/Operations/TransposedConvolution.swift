import Device

package enum TransposedConvolution {
  static let definitions: [OperationDefinition] = []
}
