import Device
import Operations
import TestSupport
import Tensors
import Testing

/// What operations say that they cost, against counts by hand.
@Suite struct WorkTests {
  @Test(arguments: [false, true], [false, true])
  func aMatrixProductDoesAMultiplicationAndAnAdditionOfEveryTerm(transposeA: Bool, transposeB: Bool) throws {
    try check(transposeA, transposeB, batch: [])
    try check(transposeA, transposeB, batch: [2])
  }

  private func check(_ transposeA: Bool, _ transposeB: Bool, batch: [Int]) throws {
    let (m, k, n) = (5, 3, 11)
    let request = OperationRequest(
      operation: batch.isEmpty ? "matmul" : "batched_matmul",
      attributes: ["transpose_a": .bool(transposeA), "transpose_b": .bool(transposeB)],
      inputs: [
        "a": .init(shape: batch + (transposeA ? [k, m] : [m, k])),
        "b": .init(shape: batch + (transposeB ? [n, k] : [k, n])),
      ], differentiated: ["a", "b"])
    let context = OperationContext(device: try Devices.select("cpu"))
    let traced = try NamedOperation.trace(request, device: context.device.info)
    let (flops, numbers) = (
      Double(2 * m * k * n * batch.product), Double((m * k + k * n + m * n) * batch.product)
    )
    let forward = try OperationExecutable(traced, wanted: [.output("output")], context: context)
    #expect(forward.work == Work(flops: flops, bytes: 4 * numbers))
    let backward = try OperationExecutable(traced.backward().operation, context: context)
    #expect(backward.work == Work(flops: 2 * flops, bytes: 2 * 4 * numbers))
  }
}
