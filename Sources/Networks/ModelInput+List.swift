import Tensors

extension [ModelInput] {
  func tensors(in graph: Graph) -> [String: Tensor] {
    precondition(Set(map(\.name)).count == count, "inputs of one name: \(map(\.name).sorted())")
    return Dictionary(uniqueKeysWithValues: map { ($0.name, $0.tensor(in: graph)) })
  }

  /// Stops where `values` are not those of all inputs.
  func check(_ values: [String: [Float]]) {
    precondition(
      Set(values.keys) == Set(map(\.name)),
      "values for the inputs \(values.keys.sorted()), where there are \(map(\.name).sorted())")
    for input in self {
      precondition(
        values[input.name]!.count == input.shape.product,
        "\(values[input.name]!.count) values for the input \(input.name) \(input.shape)")
    }
  }
}
