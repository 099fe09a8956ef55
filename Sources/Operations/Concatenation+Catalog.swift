extension Concatenation {
  static let definitions = [concatDefinition, sliceDefinition]

  private static let concatDefinition = OperationDefinition("concat") { binder in
    let names = binder.request.inputs.keys.sorted()
    try binder.require(!names.isEmpty, "there is no input")
    let inputs = try names.map { try binder.input($0) }
    let axis = try axis(binder, rank: inputs[0].shape.count)
    var shape = inputs[0].shape
    shape[axis] = 0
    for input in inputs {
      try binder.require(
        input.shape.count == shape.count
          && shape.indices.allSatisfy { $0 == axis || input.shape[$0] == shape[$0] },
        "inputs of shapes \(inputs.map(\.shape)) differ elsewhere than along axis \(axis)")
      shape[axis] += input.shape[axis]
    }
    let output = try binder.output("output", shape)
    let work = Work(bytes: Double(output.count * 8))
    binder.forward(
      try concatenate(inputs, axis: axis, output: output, context: binder.context), work: work)
    if binder.differentiates {
      binder.backward(
        try concatenateBackward(
          outputGradient: binder.cotangent(), axis: axis, sizes: inputs.map { $0.shape[axis] },
          inputGradients: names.map { try binder.gradient($0) }, context: binder.context), work: work)
    }
  }

  private static let sliceDefinition = OperationDefinition("slice") { binder in
    let input = try binder.input("input")
    let axis = try axis(binder, rank: input.shape.count)
    let start = try binder.integer("start")
    let length = try binder.integer("length")
    let size = input.shape[axis]
    try binder.require(
      (0..<size).contains(start) && length > 0 && length <= size - start,
      "\(length) elements from \(start) on do not lie in axis \(axis) of shape \(input.shape)")
    var shape = input.shape
    shape[axis] = length
    let output = try binder.output("output", shape)
    binder.forward(
      try slice(input: input, axis: axis, start: start, output: output, context: binder.context),
      work: Work(bytes: Double(output.count * 8)))
    if let gradient = try binder.gradient("input") {
      binder.backward(
        try sliceBackward(
          outputGradient: binder.cotangent(), axis: axis, start: start, inputGradient: gradient,
          context: binder.context), work: Work(bytes: Double(output.count + input.count) * 4))
    }
  }

  /// The attribute `axis`, counted from the front.
  private static func axis(_ binder: Binder, rank: Int) throws -> Int {
    let axis = try binder.integer("axis")
    try binder.require(
      (-rank..<rank).contains(axis), "the axis \(axis) is not one of an input of \(rank) dimensions")
    return axis < 0 ? axis + rank : axis
  }
}
