import Conformance
import Device
import Operations
import Safetensors
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
    #expect(result.variants == [.vector])
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
    try expectFailure("no such operation; known are ") {
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
    try expectFailure("every size must be at least 1") {
      for name in $0.tensors.keys { $0.tensors[name] = ([0, 2], []) }
    }
  }

  @Test func aMissingCotangentIsZero() throws {
    func run(cellCotangent: [Float]?) throws -> CaseResult {
      let (batch, inputs, units) = (2, 3, 4)
      var builder = SafetensorsBuilder()
      try builder.setMetadata([
        "format": "foresight-conformance-1",
        "cases": "[{\"name\":\"c\",\"op\":\"lstm_cell\",\"attributes\":{},\"tolerance\":2e-5}]",
      ])
      func add(_ name: String, _ shape: [Int], _ value: (Int) -> Float) {
        builder.add("c/\(name)", shape, (0..<shape.product).map(value))
      }
      for (name, shape) in [
        "input": [batch, inputs], "hidden": [batch, units], "cell": [batch, units],
        "weight_ih": [4 * units, inputs], "weight_hh": [4 * units, units], "bias_ih": [4 * units],
        "bias_hh": [4 * units],
      ].sorted(by: { $0.key < $1.key }) {
        add("inputs/\(name)", shape) { Float($0 % 5) / 4 - 0.5 }
        add("gradients/\(name)", shape) { _ in 1 }
      }
      for name in ["hidden", "cell"] { add("outputs/\(name)", [batch, units]) { _ in 1 } }
      add("cotangents/hidden", [batch, units]) { Float($0) / 8 }
      if let cellCotangent { builder.add("c/cotangents/cell", [batch, units], cellCotangent) }
      let file = try ConformanceFile(SafetensorsFile(name: "test", data: builder.data))
      return try CaseRunner(device: Devices.select("cpu")).run(file.cases[0])
    }
    let missing = try run(cellCotangent: nil)
    let zero = try run(cellCotangent: Array(repeating: 0, count: 8))
    let one = try run(cellCotangent: Array(repeating: 1, count: 8))
    #expect(missing.worstBackward != nil && missing.worstBackward == zero.worstBackward)
    #expect(missing.worstBackward != one.worstBackward)
    #expect(missing.failures == zero.failures)
  }
}
