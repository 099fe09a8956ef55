import Operations

extension Precision {
  /// The allowed distance of a result of this precision from a reference case's, relative to its norm: about
  /// four times the largest error of an operand. For float32 each case has its own tolerance.
  package var caseTolerance: Double {
    switch self {
    case .float32: 0
    case .tf32: 0x1p-9
    case .bf16: 0x1p-6
    }
  }
}
