import Device

package enum LSTM {
  static let definitions: [OperationDefinition] = []
}
