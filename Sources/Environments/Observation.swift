/// The observation of a state. The specification tells its shape and meaning.
public enum Observation: Sendable, Equatable {
  case numbers([Float])
  /// Images and boards, with channels last.
  case bytes([UInt8])

  /// The number of elements.
  public var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .bytes(let values): values.count
    }
  }
}
