import Operations

extension Precision {
  /// How far a result of this precision may be from a reference case's, as a share of its norm: some four times the largest
  /// error of an operand. Float32 has each case's own tolerance.
  package var caseTolerance: Double {
    switch self {
    case .float32: 0
    case .tf32: 0x1p-9
    case .bf16: 0x1p-6
    }
  }
}
