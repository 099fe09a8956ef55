import Conformance
import Device
import Operations
import Safetensors
import TestSupport
import Testing

/// A case of a whole model runs, and one that does not fit is refused in a sentence.
@Suite struct ModelCaseTests {
  private static let name = "muzero_mlp_loss/21"

  /// An embedded case that a test can change.
  private struct Changed {
    var attributes = [
      "actions": 3.0, "hidden": 14, "encoding": 4, "bins": 21, "unroll": 5, "value_weight": 0.25,
    ]
    var tensors: [String: SafetensorsTensor] = [:]

    init() throws {
      let original = try #require(
        ConformanceFile.embedded().flatMap(\.cases).first { $0.name == ModelCaseTests.name })
      for (group, values) in [
        ("inputs", original.inputs), ("outputs", original.outputs), ("cotangents", original.cotangents),
        ("gradients", original.gradients),
      ] {
        for (name, tensor) in values { tensors["\(group)/\(name)"] = tensor }
      }
    }

    func run() throws -> CaseResult {
      let list = attributes.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
      var builder = SafetensorsBuilder()
      try builder.setMetadata([
        "format": "foresight-conformance-1",
        "cases":
          "[{\"name\":\"small\",\"op\":\"muzero_mlp_loss\",\"attributes\":{\(list)},\"tolerance\":2e-4}]",
      ])
      for (name, tensor) in tensors {
        builder.add("small/\(name)", tensor.shape, [UInt8](tensor.bytes), type: tensor.type.rawValue)
      }
      let file = try ConformanceFile(SafetensorsFile(name: "test", data: builder.data))
      return try CaseRunner(device: Devices.select("cpu")).run(file.cases[0])
    }
  }

  private func expectFailure(
    _ reason: String, sourceLocation: SourceLocation = #_sourceLocation,
    change: (inout Changed) throws -> Void
  ) throws {
    var changed = try Changed()
    try change(&changed)
    let failures = try changed.run().failures
    #expect(failures.count == 1, "\(failures)", sourceLocation: sourceLocation)
    #expect(failures.first?.contains(reason) == true, "\(failures)", sourceLocation: sourceLocation)
  }

  @Test func anUnchangedCasePasses() throws {
    let result = try Changed().run()
    #expect(result.failures.isEmpty)
    #expect(result.variants.contains(.vector))
    #expect(result.worstForward != nil && result.worstBackward != nil)
  }

  @Test func wrongValuesFail() throws {
    try expectFailure("the output \"loss\" is") {
      $0.tensors["outputs/loss"] = SafetensorsTensor([Float(1)], shape: [])
    }
    try expectFailure("the gradient \"value.1.bias\" is") {
      $0.tensors["gradients/value.1.bias"] = SafetensorsTensor([Float](repeating: 1, count: 21), shape: [21])
    }
    var changed = try Changed()
    changed.attributes["value_weight"] = 0.26
    #expect(try changed.run().failures.count > 1)
  }

  @Test func attributesThatDoNotFitAreRefused() throws {
    try expectFailure("\"unroll\" is 4") { $0.attributes["unroll"] = 4 }
    try expectFailure("must be odd") { $0.attributes["bins"] = 20 }
    try expectFailure("has shape [14, 2], but must have [15, 2]; 14 more") { $0.attributes["hidden"] = 15 }
    for value in [0, -1, 1.5, 4_294_967_296] {
      try expectFailure("must be a whole number") { $0.attributes["encoding"] = value }
    }
    try expectFailure("no number as its attribute \"bins\"") { $0.attributes["bins"] = nil }
  }

  @Test func tensorsThatDoNotFitAreRefused() throws {
    try expectFailure("the input \"weight\" is missing") { $0.tensors["inputs/weight"] = nil }
    try expectFailure("the input \"mask\" has shape [1, 6]") {
      $0.tensors["inputs/mask"] = SafetensorsTensor([Float](repeating: 1, count: 6), shape: [1, 6])
    }
    try expectFailure("the input \"mask\" holds int32") {
      let mask = try #require($0.tensors["inputs/mask"])
      $0.tensors["inputs/mask"] = SafetensorsTensor(
        [Int32](repeating: 1, count: mask.count), shape: mask.shape)
    }
    try expectFailure("holds 3, but must hold indices in 0..<3") {
      let action = try #require($0.tensors["inputs/action"])
      $0.tensors["inputs/action"] = SafetensorsTensor(
        [Int32](repeating: 3, count: action.count), shape: action.shape)
    }
    try expectFailure("the model has no input \"more\"") {
      $0.tensors["inputs/more"] = SafetensorsTensor([Float(1)], shape: [1])
    }
    try expectFailure("the model has no parameter \"weight\"") {
      $0.tensors["gradients/weight"] = $0.tensors["inputs/weight"]
    }
    try expectFailure("the model has no output \"more\"") {
      $0.tensors["outputs/more"] = SafetensorsTensor([Float(1)], shape: [])
    }
    try expectFailure("the output \"loss\" has shape [], expected [1]") {
      $0.tensors["outputs/loss"] = SafetensorsTensor([Float(1)], shape: [1])
      $0.tensors["cotangents/loss"] = SafetensorsTensor([Float(1)], shape: [1])
    }
    try expectFailure("the cotangent \"loss\" is not that of a loss") {
      $0.tensors["cotangents/loss"] = SafetensorsTensor([Float(2)], shape: [])
    }
  }
}
