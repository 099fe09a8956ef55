import Operations

/// The context of an operation's derivative: see `TensorOperation.differentiate`.
package struct Differentiation {
  package let graph: Graph
  package let inputs: [Tensor]
  package let outputs: [Tensor]
  /// The gradients of the outputs; nil for an output on which the result does not depend.
  package let outputGradients: [Tensor?]
  let wanted: [Bool]
  let collector: GradientCollector

  /// Whether input `index` needs a gradient.
  package func wants(_ index: Int) -> Bool { wanted[index] }

  /// The gradient of output 0. It always exists for an operation with one output.
  package var outputGradient: Tensor {
    guard let gradient = outputGradients[0] else {
      preconditionFailure("a gradient of \(outputs.map(\.type)) that does not come from the first of them")
    }
    return gradient
  }

  /// Adds to the gradient of input `index`, if that is wanted.
  package func add(_ gradient: @autoclosure () -> Tensor, to index: Int) {
    guard wanted[index] else { return }
    collector.add(.tensor(gradient()), to: inputs[index])
  }

  /// The sum of what has been added in place to the gradient of input `index`. It is for operations of
  /// several outputs that add to the sum and return it by `putSum`.
  func takeSum(of index: Int) -> Tensor { collector.accumulated(for: inputs[index]) }

  func putSum(_ sum: Tensor, of index: Int) { collector.setAccumulated(sum, for: inputs[index]) }

  func add(_ gradient: Tensor, at slice: Slice, to index: Int) {
    guard wanted[index] else { return }
    collector.add(.slice(slice, gradient), to: inputs[index])
  }

  /// Adds to the gradient of input `index` by an `operation` that adds to its input 0. `inputs` are its other
  /// inputs.
  package func accumulate(_ operation: any AccumulatingOperation, _ inputs: [Tensor], to index: Int) {
    guard wanted[index] else { return }
    collector.add(.accumulation(operation, inputs), to: self.inputs[index])
  }
}

/// An operation that adds to its input 0 in place: a gradient of parameters.
package protocol AccumulatingOperation: TensorOperation {
  /// Whether a single application to inputs that are joined along their first axis gives the sum of several
  /// applications, and is faster for inputs of these types (without input 0).
  func joins(_ inputs: [TensorType]) -> Bool
}

extension AccumulatingOperation {
  package var memory: MemoryUse { .accumulates(inputs: [0]) }
  package func outputs(of inputs: [TensorType]) -> [TensorType] { [inputs[0]] }
}

/// Collects the parts of gradients.
final class GradientCollector {
  enum Part {
    case tensor(Tensor)
    case slice(Slice, Tensor)
    case accumulation(any AccumulatingOperation, [Tensor])
  }

  /// The parts of the gradient of one tensor.
  private struct Parts {
    var sum: Tensor?
    /// The gradients of slices, which wait for adjacent ones.
    var slices: [(slice: Slice, gradient: Tensor)] = []
    /// The memory to which accumulations have been applied.
    var accumulated: Tensor?
    /// The accumulations that wait to be joined with others.
    var waiting: [(operation: any AccumulatingOperation, inputs: [[Tensor]])] = []
  }

  private var parts: [Value: Parts] = [:]
  private let recording: Set<Value>
  /// Whether all accumulations except those of large operands are joined, as suits GPUs.
  private let joinsAll: Bool
  /// The number of elements above which an operand's own launch costs little, while keeping it for a join
  /// takes much memory.
  private static let largeCount = 1 << 22
  /// The parts of the gradients of values that are `recording`. These are not summed.
  private(set) var recorded: [(value: Value, part: Part)] = []

  init(joinsAll: Bool, recording: Set<Value>) {
    (self.joinsAll, self.recording) = (joinsAll, recording)
  }

  func add(_ part: Part, to tensor: Tensor) {
    if recording.contains(tensor.value) {
      recorded.append((tensor.value, part))
      return
    }
    var known = parts.removeValue(forKey: tensor.value) ?? Parts()
    switch part {
    case .tensor(let gradient):
      precondition(
        gradient.shape == tensor.shape,
        "a gradient of shape \(gradient.shape) for a tensor of \(tensor.shape)")
      known.sum = known.sum.map { $0 + gradient } ?? gradient
    case .slice(let slice, let gradient):
      known.slices.append((slice, gradient))
    case .accumulation(let operation, let inputs):
      let joins =
        joinsAll ? inputs.allSatisfy { $0.count < Self.largeCount } : operation.joins(inputs.map(\.type))
      if !joins {
        known.accumulated = accumulate(operation, inputs, onto: known.accumulated, for: tensor)
      } else if let place = known.waiting.firstIndex(where: {
        $0.operation.key == operation.key && Self.canJoin($0.inputs[0], inputs)
      }) {
        known.waiting[place].inputs.append(inputs)
      } else {
        known.waiting.append((operation, [inputs]))
      }
    }
    parts[tensor.value] = known
  }

  private static func canJoin(_ a: [Tensor], _ b: [Tensor]) -> Bool {
    zip(a, b).allSatisfy { $0.shape.dropFirst() == $1.shape.dropFirst() }
  }

  /// The sum of what has been added in place so far.
  func accumulated(for tensor: Tensor) -> Tensor {
    parts[tensor.value]?.accumulated ?? tensor.graph.accumulator(tensor.type)
  }

  func setAccumulated(_ sum: Tensor, for tensor: Tensor) {
    parts[tensor.value, default: Parts()].accumulated = sum
  }

  /// The sum of all parts; nil if there are none. No part may be added afterwards.
  func gradient(of tensor: Tensor) -> Tensor? {
    guard var known = parts.removeValue(forKey: tensor.value) else { return nil }
    for part in Self.joined(known.slices, shape: tensor.shape) {
      known.sum = known.sum.map { $0 + part } ?? part
    }
    for (operation, parts) in known.waiting {
      // Derivatives come in reverse order. Joined in the order of the forward pass, their inputs may be a
      // join that exists already.
      let groups: [[Tensor]] = parts.reversed()
      let joined = groups[0].indices.map { position in
        groups.count == 1
          ? groups[0][position] : Tensor.concatenate(groups.map { $0[position] }, axis: 0)
      }
      known.accumulated = accumulate(operation, joined, onto: known.accumulated, for: tensor)
    }
    guard let accumulated = known.accumulated else { return known.sum }
    return known.sum.map { $0 + accumulated } ?? accumulated
  }

  /// The gradients of slices of a tensor of `shape`, joined into gradients of the whole tensor. Slices that
  /// tile the tensor, like those of single time steps, give a single one.
  private static func joined(_ slices: [(slice: Slice, gradient: Tensor)], shape: [Int]) -> [Tensor] {
    let sorted = slices.sorted {
      ($0.slice.axis, $0.slice.start, $0.slice.length) < ($1.slice.axis, $1.slice.start, $1.slice.length)
    }
    var rows: [[(slice: Slice, gradient: Tensor)]] = []
    for entry in sorted {
      let place = rows.firstIndex {
        $0.last!.slice.axis == entry.slice.axis && $0.last!.slice.end <= entry.slice.start
      }
      if let place { rows[place].append(entry) } else { rows.append([entry]) }
    }
    return rows.map { row in
      let (axis, graph) = (row[0].slice.axis, row[0].gradient.graph)
      if row.count == 1 {
        return graph.apply(SliceGradient(slice: row[0].slice, type: TensorType(shape)), row[0].gradient)
      }
      var parts: [Tensor] = []
      var end = 0
      func fill(to start: Int) {
        guard start > end else { return }
        var gap = shape
        gap[axis] = start - end
        parts.append(graph.zeros(gap))
      }
      for (slice, gradient) in row {
        fill(to: slice.start)
        parts.append(gradient)
        end = slice.end
      }
      fill(to: shape[axis])
      return Tensor.concatenate(parts, axis: axis)
    }
  }

  private func accumulate(
    _ operation: any AccumulatingOperation, _ inputs: [Tensor], onto sum: Tensor?, for tensor: Tensor
  ) -> Tensor {
    tensor.graph.add(operation, [sum ?? tensor.graph.accumulator(tensor.type)] + inputs)[0]
  }
}

extension Graph {
  /// The gradients of a scalar `loss` ([1] or []) with respect to `tensors`, in their order; nil for tensors
  /// that the loss does not depend on.
  ///
  /// With `joinsAll`, parts of a parameter's gradient are computed by as few operations as possible unless
  /// operands are large, as suits GPUs. CPUs are faster with several operations.
  package func gradients(of loss: Tensor, with tensors: [Tensor], joinsAll: Bool = false) -> [Tensor?] {
    precondition(loss.count == 1, "the gradient of a tensor of shape \(loss.shape); only scalars have one")
    return gradients(
      of: [(loss, full(loss.shape, 1))], with: tensors, recording: [], joinsAll: joinsAll
    ).gradients
  }

  /// The gradients of Σ outputs · cotangents with respect to `tensors`, also through one another if one of
  /// them depends on another; nil as above.
  package func gradients(of outputs: [(Tensor, Tensor)], with tensors: [Tensor]) -> [Tensor?] {
    gradients(of: outputs, with: tensors, recording: []).gradients
  }

  /// The same, and the parts of the gradients with respect to the tensors `recording`, one by one as they
  /// arise.
  func gradients(
    of outputs: [(Tensor, Tensor)], with tensors: [Tensor], recording: [Tensor], joinsAll: Bool = false
  ) -> (gradients: [Tensor?], recorded: [(value: Value, part: GradientCollector.Part)]) {
    let forward = nodes.count
    // The nodes that depend on the tensors of the gradients.
    var depends = [Bool](repeating: false, count: forward)
    for tensor in tensors + recording { depends[tensor.value.node] = true }
    for index in 0..<forward where !depends[index] {
      depends[index] = nodes[index].inputs.contains { depends[$0.node] }
    }
    let collector = GradientCollector(joinsAll: joinsAll, recording: Set(recording.map(\.value)))
    for (output, cotangent) in outputs { collector.add(.tensor(cotangent), to: output) }
    let wanted = Set(tensors.map(\.value))
    var found: [Value: Tensor] = [:]
    for index in (0..<forward).reversed() where depends[index] {
      let node = nodes[index]
      let applied = node.outputs.indices.map { Tensor(graph: self, value: Value(node: index, output: $0)) }
      let gradients = applied.map { collector.gradient(of: $0) }
      for (output, gradient) in zip(applied, gradients) where wanted.contains(output.value) {
        found[output.value] = gradient
      }
      let needsInputs = node.inputs.contains { depends[$0.node] }
      if !needsInputs || gradients.allSatisfy({ $0 == nil }) { continue }
      node.operation.differentiate(
        Differentiation(
          graph: self, inputs: node.inputs.map { Tensor(graph: self, value: $0) }, outputs: applied,
          outputGradients: gradients, wanted: node.inputs.map { depends[$0.node] }, collector: collector))
    }
    return (tensors.map { found[$0.value] }, collector.recorded)
  }
}
