import TestSupport
import Testing

/// Operations of every kind, and searches, where kernels are given buffers with offsets, as on drivers without shared virtual memory.
@Suite struct AddressingCommandTests {
  /// Those whose programs do not take minutes to compile.
  private static let operations = [
    "linear", "gather_rows", "quantize_image", "conv2d", "batch_norm_train", "layer_norm", "max_pool2d",
    "silu", "softmax_cross_entropy", "concat", "mean", "divide",
    "categorical_value_loss", "min_max_normalize", "gaussian_kl", "adam", "planning_refit", "search",
  ]

  @Test func theSelfTestPassesWithOffsets() throws {
    let process = try ForesightProcess(
      ["selftest", "--all-variants", "--device", "cpu", "--only", Self.operations.joined(separator: ",")],
      environment: ["FORESIGHT_SHARED_MEMORY": "0"])
    #expect(process.status == 0, "\(process.output.suffix(2000))\(process.errors)")
    #expect(process.output.contains("cases passed: ok"))
  }
}
