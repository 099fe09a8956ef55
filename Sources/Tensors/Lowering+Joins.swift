import Operations

extension Lowering {
  /// Replaces a join along the first axis that is contained in a larger, earlier join by a slice of that.
  mutating func sliceJoins() {
    // For each value, the joins that it is an input of, and its index among their inputs.
    var joins: [Value: [(node: Int, place: Int)]] = [:]
    rebuild { _, node, inputs, graph in
      guard let join = node.operation as? Concatenate, join.axis == 0 else {
        return graph.insert(node.operation, inputs)
      }
      for (number, place) in joins[inputs[0]] ?? [] {
        let others = graph.nodes[number].inputs
        guard others.count > inputs.count, others.dropFirst(place).starts(with: inputs) else { continue }
        func rows(_ values: some Collection<Value>) -> Int {
          values.reduce(0) { $0 + graph.type(of: $1).shape[0] }
        }
        let whole = Value(node: number, output: 0)
        let slice = Slice(
          of: graph.type(of: whole).shape, axis: 0, start: rows(others.prefix(place)), length: rows(inputs))
        return graph.insert(slice, [whole])
      }
      let outputs = graph.insert(join, inputs)
      for (place, input) in inputs.enumerated() { joins[input, default: []].append((outputs[0].node, place)) }
      return outputs
    }
  }
}
