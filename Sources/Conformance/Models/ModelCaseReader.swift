import Common
import Operations

/// Reads the sizes of a whole-model case. Throws `OperationError` if one is missing or cannot be used.
package struct ModelCaseReader {
  private let conformanceCase: ConformanceCase
  /// The largest size: far more than in any case, and small enough that products of several sizes do not
  /// overflow.
  private static let largestSize = 65536

  init(_ conformanceCase: ConformanceCase) { self.conformanceCase = conformanceCase }

  /// A case that does not fit; `throw reader.mismatch("…")`.
  package func mismatch(_ reason: String) -> OperationError {
    OperationError(operation: conformanceCase.operation, reason: reason)
  }

  /// Throws `reason` unless `condition` is true.
  package func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
    if !condition { throw mismatch(reason()) }
  }

  // MARK: Attributes

  /// The attribute as an integer of at least `least`.
  package func size(_ name: String, from least: Int = 1) throws -> Int {
    let value = try number(name)
    guard let whole = Int(exactly: value), (least...Self.largestSize).contains(whole) else {
      throw mismatch(
        "the attribute \(name.quoted) is \(value), but must be a whole number in \(least)...\(Self.largestSize)"
      )
    }
    return whole
  }

  /// The attribute as a finite number.
  package func number(_ name: String) throws -> Double {
    guard case .number(let value) = conformanceCase.attributes[name], value.isFinite else {
      throw mismatch("it has no number as its attribute \(name.quoted)")
    }
    return value
  }

  /// The attribute as one of `choices`, by its raw value.
  package func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, of choices: Choice.Type) throws
    -> Choice where Choice.RawValue == String
  {
    guard case .text(let text) = conformanceCase.attributes[name] else {
      throw mismatch("it has no text as its attribute \(name.quoted)")
    }
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw mismatch("its attribute \(name.quoted) is \(text.quoted), but must be one of \(known)")
    }
    return choice
  }

  // MARK: Inputs

  /// The number of inputs, including parameters.
  package var inputCount: Int { conformanceCase.inputs.count }

  /// The shape of an input of `rank` axes, in the host's layout.
  package func shape(of name: String, rank: Int) throws -> [Int] {
    guard let input = conformanceCase.inputs[name] else {
      throw mismatch("the input \(name.quoted) is missing")
    }
    try require(
      input.shape.count == rank && input.shape.allSatisfy { (1...Self.largestSize).contains($0) },
      "the input \(name.quoted) has shape \(input.shape), but must have \(rank) sizes in 1...\(Self.largestSize)"
    )
    return input.shape
  }

  /// Throws if an input contains anything but indices in 0..<`bound`.
  package func checkIndices(_ name: String, below bound: Int) throws {
    guard let input = conformanceCase.inputs[name] else {
      throw mismatch("the input \(name.quoted) is missing")
    }
    try require(
      input.type == .int32, "the input \(name.quoted) holds \(input.type.rawValue), but must hold I32")
    if let wrong = input.integers().first(where: { !(0..<bound).contains(Int($0)) }) {
      throw mismatch("the input \(name.quoted) holds \(wrong), but must hold indices in 0..<\(bound)")
    }
  }
}
