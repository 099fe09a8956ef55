import Conformance
import Device
import Operations
import TestSupport
import Testing

@Suite struct CaseRunnerTests {
  private func run(_ change: (inout EluCase) -> Void = { _ in }) throws -> CaseResult {
    var small = EluCase()
    change(&small)
    return try CaseRunner(device: Devices.select("cpu")).run(small.file().cases[0])
  }

  /// Expects one failure, which holds `reason`.
  private func expectFailure(
    _ reason: String, sourceLocation: SourceLocation = #_sourceLocation, change: (inout EluCase) -> Void
  ) throws {
    let failures = try run(change).failures
    #expect(failures.count == 1, "\(failures)", sourceLocation: sourceLocation)
    #expect(
      failures.first?.contains(reason) == true, "\(failures)", sourceLocation: sourceLocation)
  }

  @Test func aRightCasePasses() throws {
    let result = try run()
    #expect(result.failures.isEmpty)
    #expect(result.candidates == [.vector])
    #expect(try #require(result.worstForward) <= 0.1)
    #expect(try #require(result.worstBackward) <= 0.1)
  }

  @Test func aCaseWithoutGradientsRunsForwardOnly() throws {
    let result = try run {
      $0.tensors["cotangents/output"] = nil
      $0.tensors["gradients/input"] = nil
    }
    #expect(result.failures.isEmpty)
    #expect(result.worstForward != nil && result.worstBackward == nil)
  }

  @Test func aWrongExpectedValueFails() throws {
    try expectFailure("the output \"output\" is") { $0.tensors["outputs/output"]!.values[3] = 1e-4 }
    try expectFailure("the gradient \"input\" is") { $0.tensors["gradients/input"]!.values[0] = 1.001 }
    try expectFailure("the gradient \"input\" is") { $0.tensors["cotangents/output"]!.values[0] = 1.001 }
  }

  @Test func theBoundIsThatOfTheTolerance() throws {
    func share(_ offset: Float) throws -> Double {
      let result = try run {
        $0.list = "[{\"name\":\"elu/small\",\"op\":\"elu\",\"attributes\":{},\"tolerance\":0.01}]"
        $0.tensors["inputs/input"] = ([2, 2], [3, 4, 0, 0])
        $0.tensors["outputs/output"] = ([2, 2], [3, 4, 0, offset])
        $0.tensors["gradients/input"] = ([2, 2], [1, 2, 3, 4])
      }
      #expect(result.failures.isEmpty == (offset < 0.05))
      return try #require(result.worstForward)
    }
    #expect(abs(try share(0.025) - 0.5) < 1e-4)
    #expect(abs(try share(0.0502) - 1.004) < 1e-4)
  }

  @Test func valuesThatAreNotFiniteMustBeExpected() throws {
    try expectFailure("the output \"output\" is wrong: element 0 is 1.0, expected nan") {
      $0.tensors["outputs/output"]!.values[0] = .nan
    }
    try expectFailure("the output \"output\" is wrong: element 0 is 1.0, expected inf") {
      $0.tensors["outputs/output"]!.values[0] = .infinity
    }
    let result = try run {
      $0.tensors["inputs/input"]!.values[0] = .infinity
      $0.tensors["outputs/output"]!.values[0] = .infinity
    }
    #expect(result.failures.isEmpty)
  }

  @Test func aWrongShapeFails() throws {
    try expectFailure("the output \"output\" has shape [2, 2], expected [4]") {
      $0.tensors["outputs/output"]!.shape = [4]
      $0.tensors["cotangents/output"] = nil
      $0.tensors["gradients/input"] = nil
    }
  }

  @Test func anUnknownOperationFails() throws {
    try expectFailure("no such operation; known are elu") {
      $0.list = "[{\"name\":\"elu/small\",\"op\":\"ulu\",\"attributes\":{},\"tolerance\":1}]"
    }
  }

  @Test func namesThatDoNotFitFail() throws {
    try expectFailure("the input \"input\" is missing") {
      $0.tensors["inputs/other"] = $0.tensors.removeValue(forKey: "inputs/input")
      $0.tensors["gradients/other"] = $0.tensors.removeValue(forKey: "gradients/input")
    }
    try expectFailure("the operation has no input \"other\"") { $0.tensors["inputs/other"] = ([1], [1]) }
    try expectFailure("the operation has no output \"other\"") { $0.tensors["outputs/other"] = ([1], [1]) }
    try expectFailure("it has no gradient for \"other\"") {
      $0.tensors["inputs/other"] = ([1], [1])
      $0.tensors["gradients/other"] = ([1], [1])
    }
    let failures = try run {
      $0.tensors["outputs/other"] = ([1], [1])
      $0.tensors["cotangents/other"] = ([1], [1])
    }.failures
    #expect(failures.count == 2)
    #expect(failures.last == "the operation has no cotangent \"other\"")
  }

  @Test func anEmptyInputFails() throws {
    try expectFailure("no size may be 0") {
      for name in $0.tensors.keys { $0.tensors[name] = ([0, 2], []) }
    }
  }
}
