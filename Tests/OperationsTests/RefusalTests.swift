import Device
import Operations
import Tensors
import TestSupport
import Testing

/// Sizes that no device holds, or that kernels cannot count, are refused before anything is allocated or launched.
@Suite struct RefusalTests {
  private func refusal(
    _ operation: String, _ attributes: [String: Attribute] = [:], _ shapes: [String: [Int]]
  )
    throws -> String
  {
    let device = try Devices.select()
    let request = OperationRequest(
      operation: operation, attributes: attributes,
      inputs: shapes.mapValues { OperationRequest.Input(shape: $0) })
    let error = #expect(throws: OperationError.self) {
      try NamedOperation.trace(request, device: device.info)
    }
    return error?.description ?? ""
  }

  @Test(arguments: [[1 << 62, 4], [1 << 31, 1 << 31], [1 << 61], [Int.max, 1]])
  func inputsBeyondTheDevice(shape: [Int]) throws {
    #expect(try refusal("relu", [:], ["input": shape]).contains("cannot hold"))
  }

  @Test func productsBeyondTheDevice() throws {
    #expect(try refusal("matmul", [:], ["a": [1 << 62, 2], "b": [2, 1 << 62]]).contains("cannot hold"))
    #expect(try refusal("matmul", [:], ["a": [1 << 20, 1], "b": [1, 1 << 20]]).contains("cannot hold"))
  }

  @Test(arguments: [1 << 16, 1_073_741_823, 1_073_741_824, 2_147_483_647])
  func windowsBeyondWhatKernelsCount(step: Int) throws {
    let attributes = ["stride": Attribute.number(Double(step)), "padding": .number(Double(step))]
    #expect(
      try refusal("conv2d", attributes, ["input": [1, 2, 5, 5], "weight": [3, 2, 3, 3], "bias": [3]])
        .contains("does not fit"))
    #expect(
      try refusal(
        "conv_transpose2d", attributes, ["input": [1, 3, 5, 5], "weight": [3, 2, 3, 3], "bias": [2]]
      )
      .contains("do not fit"))
  }

  /// A stride far beyond the image leaves one window; the gradient's classes of pixels stay as few as the pixels.
  @Test(arguments: [KernelVariant.vector, .group])
  func aStrideBeyondTheImageIsOneWindow(variant: KernelVariant) throws {
    let run = try OperationRun(
      "conv2d", attributes: ["stride": .number(30_000), "padding": .number(1)],
      inputs: [
        "input": ([1, 1, 2, 2], [1, 2, 3, 4]), "weight": ([1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        "bias": ([1], [0.5]),
      ], cotangents: ["output": [2]], differentiated: ["input", "weight", "bias"], variant: variant,
      device: Devices.select())
    expectClose(run.outputs["output"]!, [5 + 12 + 24 + 36 + 0.5])
    expectClose(run.gradients["input"]!, [10, 12, 16, 18])
    expectClose(run.gradients["weight"]!, [0, 0, 0, 0, 2, 4, 0, 6, 8])
    expectClose(run.gradients["bias"]!, [2])
  }
}
