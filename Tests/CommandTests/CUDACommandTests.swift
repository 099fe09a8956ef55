import Foundation
import TestSupport
import Testing

/// The program as a whole on the CUDA driver in software.
@Suite struct CUDACommandTests {
  private func run(_ arguments: [String], _ environment: [String: String] = [:]) throws -> ForesightProcess {
    try ForesightProcess(
      arguments, environment: try SoftwareCUDA.environment.merging(environment) { $1 })
  }

  @Test func theSelfTestPasses() throws {
    let process = try run(["selftest", "--device", "cuda"], ["SOFTWARE_CUDA_SEED": "7"])
    #expect(process.status == 0, "\(process.output.suffix(2000))\(process.errors)")
    #expect(process.output.contains("product") || process.output.contains("matmul"))
    #expect(!process.output.contains("FAIL"))
  }

  @Test func aGPUIsListedByCUDA() throws {
    let process = try run(["devices"])
    #expect(process.status == 0)
    #expect(process.output.contains("0: NVIDIA H200 (software) (gpu, the default)"))
    #expect(process.output.contains("compute capability 9.0"))
    let openCL = try run(["devices"], ["FORESIGHT_DRIVER": "opencl"])
    #expect(openCL.status == 0 && !openCL.output.contains("NVIDIA"))
    let measured = try run(["devices", "--measure", "--device", "cuda"])
    #expect(measured.output.contains("launches go as one CUDA graph"), "\(measured.errors)")
    let wrong = try run(["devices"], ["FORESIGHT_DRIVER": "metal"])
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("FORESIGHT_DRIVER is \"metal\", but must be cuda or opencl"))
    let missing = try run(["devices"], ["FORESIGHT_CUDA_LIBRARY": "/nowhere/libcuda.so.1"])
    #expect(missing.status == 1)
    #expect(missing.errors.contains("FORESIGHT_DRIVER asks for CUDA, which cannot be used"))
    #expect(missing.errors.contains("/nowhere/libcuda.so.1"))
  }

  @Test func aStepIsOneGraph() throws {
    let process = try run(
      ["inspect", "graph", "muzero", "--net", "mlp", "--batch", "4", "--summary", "--runs", "1"])
    #expect(process.status == 0, "\(process.errors)")
    #expect(process.output.contains("submitted as one CUDA graph"))
  }

  /// A device that is lost in the middle of a run ends it with one sentence, and the last checkpoint goes on.
  @Test func aLostDeviceLeavesTheLastCheckpoint() throws {
    let folder = try TemporaryFolder()
    let arguments = [
      "train", "cartpole", "--run", folder.file("run"), "--set", "training.environmentSteps=768", "--set",
      "training.checkpointSeconds=0.001", "--set", "evaluation.episodes=2",
    ]
    let lost = try run(arguments, ["SOFTWARE_CUDA_FAIL": "cuGraphLaunch:80:700:later"])
    #expect(lost.status == 1, "\(lost.output)\(lost.errors)")
    #expect(lost.errors.contains("CUDA_ERROR_ILLEGAL_ADDRESS (700"))
    #expect(lost.errors.contains("goes on from its last checkpoint with --resume"))
    let resumed = try run(["train", "--resume", "--run", folder.file("run")])
    #expect(resumed.status == 0, "\(resumed.output)\(resumed.errors)")
  }
}
