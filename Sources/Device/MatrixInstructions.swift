/// The instructions that multiply small matrices, many times as fast as single multiply-adds.
///
/// Instructions of AMD or Intel would be a further case, with a file beside `Kernels/matrix_instructions.cl`.
package enum MatrixInstructions: String, Sendable, Codable {
  /// NVIDIA's tensor cores, used by `mma.sync` and `ldmatrix` of PTX in TF32 and bf16.
  case tensorCores

  /// The instructions of an NVIDIA GPU: tensor cores from compute capability 8.0 on.
  package static func nvidia(computeCapability major: Int) -> MatrixInstructions? {
    major >= 8 ? .tensorCores : nil
  }
}
