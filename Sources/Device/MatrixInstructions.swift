/// Instructions that multiply small matrices, by which products run many times as fast as by single multiply-adds.
///
/// A case for AMD's or Intel's instructions belongs here, with a file beside `Kernels/matrix_instructions.cl`.
package enum MatrixInstructions: String, Sendable, Codable {
  /// NVIDIA's tensor cores, as `mma.sync` and `ldmatrix` of PTX reach them: TF32 and bf16.
  case tensorCores

  /// Of a GPU of NVIDIA's: from compute capability 8.0 on.
  package static func nvidia(computeCapability major: Int) -> MatrixInstructions? {
    major >= 8 ? .tensorCores : nil
  }
}
