import Conformance
import Device
import Operations
import Safetensors
import TestSupport
import Tensors
import Testing

/// Updates by name, through the training step.
@Suite struct OptimizerCaseTests {
  /// A case of two steps of parameters a and b, which a test can change.
  private struct UpdateCase {
    var attributes = "\"steps\":2,\"learning_rate\":0.125,\"weight_decay\":0.5"
    var tensors: [String: (shape: [Int], values: [Float])] = [
      "inputs/a": ([1, 2], [1, -2]), "inputs/b": ([1], [0.5]),
      "inputs/gradient_a_0": ([1, 2], [0.5, 1]), "inputs/gradient_a_1": ([1, 2], [0, -1]),
      "inputs/gradient_b_0": ([1], [1]), "inputs/gradient_b_1": ([1], [-1]),
      // p − rate · (gradient + decay · p), twice.
      "outputs/a": ([1, 2], [0.8203125, -1.75]), "outputs/b": ([1], [0.447265625]),
    ]

    func run(_ variant: KernelVariant? = nil) throws -> CaseResult {
      var builder = SafetensorsBuilder()
      try builder.setMetadata([
        "format": "foresight-conformance-1",
        "cases": "[{\"name\":\"c\",\"op\":\"sgd\",\"attributes\":{\(attributes)},\"tolerance\":1e-6}]",
      ])
      for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
        builder.add("c/\(name)", tensor.shape, tensor.values)
      }
      let file = try ConformanceFile(SafetensorsFile(name: "test", data: builder.data))
      return try CaseRunner(device: Devices.select("cpu")).run(file.cases[0], variant: variant)
    }
  }

  @Test(arguments: [KernelVariant.vector, .group]) func parametersFollowTheirGradients(variant: KernelVariant)
    throws
  {
    let result = try UpdateCase().run(variant)
    #expect(result.failures.isEmpty, "\(result.failures)")
    #expect(result.variants == [variant])
    #expect(try #require(result.worstForward) < 1)
    var wrong = UpdateCase()
    wrong.tensors["outputs/b"]!.values[0] = 0.4473
    #expect(try wrong.run(variant).failures.count == 1)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    func expectRefusal(
      _ reason: String, sourceLocation: SourceLocation = #_sourceLocation, change: (inout UpdateCase) -> Void
    ) throws {
      var updates = UpdateCase()
      change(&updates)
      let failures = try updates.run().failures
      #expect(
        failures.count == 1 && failures[0].contains(reason), "\(failures)", sourceLocation: sourceLocation)
    }
    try expectRefusal("2 parameters and 2 steps need 4 gradients, but there are 3") {
      $0.tensors["inputs/gradient_a_1"] = nil
    }
    try expectRefusal("\"steps\" is 1e+18") { $0.attributes = "\"steps\":1e18,\"learning_rate\":1" }
    try expectRefusal("\"steps\" is 100, but") { $0.attributes = "\"steps\":100,\"learning_rate\":1" }
    try expectRefusal("\"learning_rate\" is missing") { $0.attributes = "\"steps\":2" }
    try expectRefusal("\"gradient_b_1\" is missing") {
      $0.tensors["inputs/gradient_c_1"] = $0.tensors.removeValue(forKey: "inputs/gradient_b_1")
    }
    try expectRefusal("has shape [2], but \"b\" has [1]") {
      $0.tensors["inputs/gradient_b_0"] = ([2], [1, 2])
    }
    try expectRefusal("no output \"c\"") { $0.tensors["outputs/c"] = ([1], [1]) }
  }
}
