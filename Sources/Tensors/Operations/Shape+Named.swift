import Operations

extension Concatenate {
  static let named = [concatenation, slice]

  /// Inputs: all, in the order of their names. Attribute: `axis`.
  private static let concatenation = NamedOperation("concat") { trace in
    let request = trace.request
    let names = request.inputs.keys.sorted()
    try request.require(!names.isEmpty, "there is no input")
    let inputs = try names.map { try trace.input($0) }
    let axis = try axis(request, rank: inputs[0].shape.count)
    var shape = inputs[0].shape
    shape[axis] = 0
    for input in inputs {
      try request.require(
        input.shape.count == shape.count
          && shape.indices.allSatisfy { $0 == axis || input.shape[$0] == shape[$0] },
        "inputs of shapes \(inputs.map(\.shape)) differ elsewhere than along axis \(axis)")
      shape[axis] += input.shape[axis]
    }
    try trace.output(.concatenate(inputs, axis: axis))
  }

  /// Input: "input". Attributes: `axis`, `start` and `length`.
  private static let slice = NamedOperation("slice") { trace in
    let request = trace.request
    let input = try trace.input("input")
    let axis = try axis(request, rank: input.shape.count)
    let start = try request.integer("start")
    let length = try request.integer("length")
    let size = input.shape[axis]
    try request.require(
      (0..<size).contains(start) && length > 0 && length <= size - start,
      "\(length) elements from \(start) on do not lie in axis \(axis) of shape \(input.shape)")
    try trace.output(input.sliced(axis: axis, start: start, length: length))
  }

  /// The attribute `axis`, counted from the front.
  private static func axis(_ request: OperationRequest, rank: Int) throws -> Int {
    let axis = try request.integer("axis")
    try request.require(
      (-rank..<rank).contains(axis), "the axis \(axis) is not one of an input of \(rank) dimensions")
    return axis < 0 ? axis + rank : axis
  }
}
