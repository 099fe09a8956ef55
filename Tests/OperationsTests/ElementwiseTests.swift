import Device
import Foundation
import Operations
import TestSupport
import Testing

@Test(arguments: [1, 7, 17, 4096, 5001], [Candidate.vector, .group])
func eluMatchesReference(count: Int, candidate: Candidate) throws {
  let values = (0..<count).map { Float(sin(Double($0) * 1.7) * 4) }
  let run = try OperationRun(
    "elu", inputs: ["input": ([count], values)], cotangents: ["output": values], differentiated: ["input"],
    candidate: candidate, device: Devices.select("cpu"))
  expectClose(run.outputs["output"]!, values.map { $0 > 0 ? Double($0) : expm1(Double($0)) })
  expectClose(run.gradients["input"]!, values.map { Double($0) * ($0 > 0 ? 1 : exp(Double($0))) })
}
