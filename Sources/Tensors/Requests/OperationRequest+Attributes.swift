import Operations

/// Reading and checking the content of a request.
extension OperationRequest {
  /// The error of a request that does not fit: `throw request.mismatch("…")`.
  package func mismatch(_ reason: String) -> OperationError {
    OperationError(operation: operation, reason: reason)
  }

  /// Throws `reason` unless `condition` is true.
  package func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
    if !condition { throw mismatch(reason()) }
  }

  /// Throws if the attribute is missing (and has no default) or is not an integer of 32 bits.
  package func integer(_ name: String, default fallback: Int? = nil) throws -> Int {
    switch attributes[name] {
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

  /// Throws if the attribute is missing (and has no default) or is not a number.
  package func float(_ name: String, default fallback: Float? = nil) throws -> Float {
    guard let value = try optionalFloat(name) ?? fallback else {
      throw mismatch("the attribute \"\(name)\" is missing")
    }
    return value
  }

  /// Nil if the attribute is missing or null. Throws if it is not a number.
  package func optionalFloat(_ name: String) throws -> Float? {
    switch attributes[name] {
    case .number(let value): return Float(value)
    case nil, .some(.none): return nil
    default: throw mismatch("the attribute \"\(name)\" is not a number")
    }
  }

  /// Throws if the attribute is not a Boolean.
  package func bool(_ name: String, default fallback: Bool) throws -> Bool {
    switch attributes[name] {
    case .bool(let value): return value
    case nil, .some(.none): return fallback
    default: throw mismatch("the attribute \"\(name)\" is neither true nor false")
    }
  }

  /// Throws if the attribute is missing or is not a list of integers of 32 bits.
  package func integers(_ name: String) throws -> [Int] {
    guard case .numbers(let values) = attributes[name] else {
      throw mismatch("the attribute \"\(name)\" is not a list of numbers")
    }
    return try values.map { value in
      guard let whole = Int32(exactly: value).map(Int.init) else {
        throw mismatch("the attribute \"\(name)\" holds \(value), not a whole number of 32 bits")
      }
      return whole
    }
  }
}
