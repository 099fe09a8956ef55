import Device

/// Builds a `BoundOperation` from a request: hands out arrays, checks what the request holds, collects launches.
package final class Binder {
  package let context: OperationContext
  package let request: OperationRequest
  package private(set) var bound = BoundOperation()

  init(request: OperationRequest, context: OperationContext) {
    self.request = request
    self.context = context
  }

  /// A request that does not fit; `throw binder.mismatch("…")`.
  package func mismatch(_ reason: String) -> OperationError {
    OperationError(operation: request.operation, reason: reason)
  }

  /// Throws `reason` unless `condition`.
  package func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
    if !condition { throw mismatch(reason()) }
  }

  // MARK: Arrays

  /// The array of input `name`, in the device's layout: a new one, or the one that `place` makes for its shape there.
  ///
  /// Throws where the request has no such input, or one of another rank or type, or an empty one.
  package func input(
    _ name: String, rank: Int? = nil, type: ElementType = .float32, layout: Layout? = nil,
    place: (([Int]) throws -> DeviceArray)? = nil
  ) throws -> DeviceArray {
    if let known = bound.inputs[name] { return known.array }
    guard let input = request.inputs[name] else { throw mismatch("the input \"\(name)\" is missing") }
    let wanted = layout?.axes.count ?? rank
    try require(
      wanted == nil || wanted == input.shape.count,
      "the input \"\(name)\" has shape \(input.shape), but must have \(wanted ?? 0) dimensions")
    try require(
      input.type == type, "the input \"\(name)\" holds \(input.type.rawValue), but must hold \(type.rawValue)"
    )
    try require(
      input.shape.allSatisfy { $0 > 0 },
      "the input \"\(name)\" has shape \(input.shape); every size must be at least 1")
    try require(
      isHeld(input.shape, type),
      "the input \"\(name)\" has shape \(input.shape), which \(context.device.info.name) cannot hold; use smaller sizes"
    )
    let layout = layout ?? .same(input.shape.count)
    let shape = layout.deviceShape(input.shape)
    let array = try place?(shape) ?? context.makeArray(shape, type: type)
    bound.inputs[name] = Port(array: array, layout: layout, accumulates: false)
    return array
  }

  /// A new array for output `name`, of a shape in the device's layout.
  ///
  /// Throws where the shape is empty, or larger than the device can hold.
  package func output(
    _ name: String = "output", _ deviceShape: [Int], type: ElementType = .float32, layout: Layout? = nil
  ) throws -> DeviceArray {
    try require(
      deviceShape.allSatisfy { $0 > 0 } && isHeld(deviceShape, type),
      "the output \"\(name)\" would have shape \(deviceShape), which \(context.device.info.name) cannot hold; use smaller sizes"
    )
    let array = try context.makeArray(deviceShape, type: type)
    bound.outputs[name] = Port(array: array, layout: layout ?? .same(deviceShape.count), accumulates: false)
    return array
  }

  /// Makes a standing array the output `name`, in the same layout on both sides.
  package func output(_ name: String, in array: DeviceArray) {
    bound.outputs[name] = Port(array: array, layout: .same(array.shape.count), accumulates: false)
  }

  /// Whether an array of this shape fits one buffer of the device, and the 31 bits that kernels index with.
  private func isHeld(_ shape: [Int], _ type: ElementType) -> Bool {
    let count = shape.reduce(1.0) { $0 * Double($1) }
    return count <= Double(DeviceArray.largestCount)
      && count * Double(type.byteCount) <= Double(context.device.info.largestAllocation)
  }

  /// Whether any gradient is wanted.
  package var differentiates: Bool { !request.differentiated.isEmpty }

  /// The array of the incoming gradient of output `name`, which stands already; in the output's shape and layout.
  package func cotangent(_ name: String = "output") throws -> DeviceArray {
    if let known = bound.cotangents[name] { return known.array }
    guard let output = bound.outputs[name] else {
      preconditionFailure("no output \"\(name)\" before its cotangent")
    }
    let array = try context.makeArray(output.array.shape)
    bound.cotangents[name] = Port(array: array, layout: output.layout, accumulates: false)
    return array
  }

  /// A new array for the gradient of input `name`, in the input's shape and layout; nil where it is not wanted.
  ///
  /// `accumulates` is true for parameters: their launches add to the array.
  package func gradient(_ name: String, accumulates: Bool = false) throws -> DeviceArray? {
    guard request.differentiated.contains(name) else { return nil }
    if let known = bound.gradients[name] { return known.array }
    guard let input = bound.inputs[name] else {
      preconditionFailure("no input \"\(name)\" before its gradient")
    }
    let array = try context.makeArray(input.array.shape)
    bound.gradients[name] = Port(array: array, layout: input.layout, accumulates: accumulates)
    return array
  }

  // MARK: Attributes

  /// Throws where the attribute is missing or not a whole number of 32 bits.
  package func integer(_ name: String, default fallback: Int? = nil) throws -> Int {
    switch request.attributes[name] {
    case .number(let value):
      guard let whole = Int32(exactly: value).map(Int.init) else {
        throw mismatch("the attribute \"\(name)\" is \(value), not a whole number of 32 bits")
      }
      return whole
    case nil, .some(.none):
      guard let fallback else { throw mismatch("the attribute \"\(name)\" is missing") }
      return fallback
    default: throw mismatch("the attribute \"\(name)\" is not a number")
    }
  }

  /// Throws where the attribute is missing (and has no default) or not a number.
  package func float(_ name: String, default fallback: Float? = nil) throws -> Float {
    guard let value = try optionalFloat(name) ?? fallback else {
      throw mismatch("the attribute \"\(name)\" is missing")
    }
    return value
  }

  /// Nil where the attribute is missing or null.
  package func optionalFloat(_ name: String) throws -> Float? {
    switch request.attributes[name] {
    case .number(let value): return Float(value)
    case nil, .some(.none): return nil
    default: throw mismatch("the attribute \"\(name)\" is not a number")
    }
  }

  /// Throws where the attribute is not a truth value.
  package func bool(_ name: String, default fallback: Bool) throws -> Bool {
    switch request.attributes[name] {
    case .bool(let value): return value
    case nil, .some(.none): return fallback
    default: throw mismatch("the attribute \"\(name)\" is neither true nor false")
    }
  }

  /// Throws where the attribute is missing or not a list of whole numbers of 32 bits.
  package func integers(_ name: String) throws -> [Int] {
    guard case .numbers(let values) = request.attributes[name] else {
      throw mismatch("the attribute \"\(name)\" is not a list of numbers")
    }
    return try values.map { value in
      guard let whole = Int32(exactly: value).map(Int.init) else {
        throw mismatch("the attribute \"\(name)\" holds \(value), not a whole number of 32 bits")
      }
      return whole
    }
  }

  // MARK: Launches

  package func forward(_ launches: [any Launch], work: Work) {
    bound.forward += launches
    bound.forwardWork.flops += work.flops
    bound.forwardWork.bytes += work.bytes
  }

  package func backward(_ launches: [any Launch], work: Work) {
    bound.backward += launches
    bound.backwardWork.flops += work.flops
    bound.backwardWork.bytes += work.bytes
  }

  func finish() -> BoundOperation {
    bound.candidates = context.choices
    return bound
  }
}
