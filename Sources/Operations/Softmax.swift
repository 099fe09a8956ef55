import Device

package enum Softmax {
  static let definitions: [OperationDefinition] = []
}
