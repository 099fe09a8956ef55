/// What an agent sees of a state; shape and meaning are the specification's.
public enum Observation: Sendable, Equatable {
  case numbers([Float])
  /// Images and boards; channels last.
  case bytes([UInt8])

  /// How many elements there are.
  public var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .bytes(let values): values.count
    }
  }
}
