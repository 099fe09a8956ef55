import Tensors

/// The inputs of one run of a training step: its part of a batch.
package struct TrainingFeed {
  /// The inputs in the device's layout.
  package let feed: Feed
  /// The part of the batch.
  package let part: Executable.Part
  let orders: ElementOrders

  /// Sets an input to its part of a whole batch's values, given in PyTorch's layout.
  package func set<Element: BitwiseCopyable>(_ name: String, to values: [Element]) {
    write(name, values) { target in
      let (order, blocks) = (orders.order(of: name, parts: part.count), orders.blocks(of: name))
      let start = part.index * target.count / blocks
      guard let order else {
        _ = target.update(fromContentsOf: values[start..<start + target.count])
        return
      }
      for (place, source) in order.enumerated() { target[place] = values[start + Int(source)] }
    }
  }

  /// Sets an input to its part of a whole batch's values, given in the device's layout. Up to the batch's
  /// axis, the axes must be in PyTorch's order.
  package func setRows<Element: BitwiseCopyable>(_ name: String, to values: [Element]) {
    write(name, values) { target in
      let blocks = orders.blocks(of: name)
      let size = target.count / blocks
      for block in 0..<blocks {
        let start = (block * part.count + part.index) * size
        _ = UnsafeMutableBufferPointer(rebasing: target[block * size..<(block + 1) * size])
          .update(fromContentsOf: values[start..<start + size])
      }
    }
  }

  private func write<Element: BitwiseCopyable>(
    _ name: String, _ values: [Element], _ body: (UnsafeMutableBufferPointer<Element>) -> Void
  ) {
    feed.write(name, of: Element.self) { target in
      precondition(
        values.count == target.count * part.count,
        "\(values.count) values for the input \(name) of \(target.count) in \(part.count) parts")
      body(target)
    }
  }
}

/// The order of inputs' elements on the device. It is computed once for each input that is set in PyTorch's
/// layout.
final class ElementOrders {
  private let inputs: [String: ModelInput]
  private var known: [String: [Int32]?] = [:]

  init(_ inputs: [ModelInput]) {
    self.inputs = Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, $0) })
  }

  /// The number of blocks in which a part's elements lie in a batch: one for each index along the axes before
  /// the batch's.
  func blocks(of name: String) -> Int { inputs[name].map { $0.shape[..<$0.batchAxis].product } ?? 1 }

  /// For each element of a part's input on the device, its index in a batch of `parts` parts in PyTorch's
  /// layout, relative to the part's first element; nil if both orders are the same.
  func order(of name: String, parts: Int) -> [Int32]? {
    if let known = known[name] { return known }
    let order = inputs[name].flatMap { input -> [Int32]? in
      let blocks = blocks(of: name)
      let order = input.layout.order(of: input.shape)
      guard parts > 1, blocks > 1 else { return order }
      let size = Int32(input.shape.product / blocks)
      return (order ?? (0..<Int32(input.shape.product)).map { $0 })
        .map { $0 / size * size * Int32(parts) + $0 % size }
    }
    known[name] = order
    return order
  }
}
