import Conformance
import Device
import Operations
import Safetensors
import TestSupport
import Testing

/// Cases of PlaNet's loss that do not fit are refused in one sentence.
@Suite struct PlaNetCaseTests {
  /// The failures of an embedded case with other attributes, in JSON, or other inputs, or one less.
  private func failures(
    _ attributes: [String: String] = [:], inputs: [String: SafetensorsTensor] = [:],
    without missing: String? = nil
  ) throws -> [String] {
    let original = try #require(
      ConformanceFile.embedded().flatMap(\.cases).first { $0.name == "planet_loss/rnn" })
    let texts = original.attributes.mapValues { attribute in
      switch attribute {
      case .number(let value): "\(value)"
      case .text(let text): "\"\(text)\""
      default: "null"
      }
    }.merging(attributes) { $1 }
    let list = texts.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
    var builder = SafetensorsBuilder()
    try builder.setMetadata([
      "format": "foresight-conformance-1",
      "cases": "[{\"name\":\"a\",\"op\":\"planet_loss\",\"attributes\":{\(list)},\"tolerance\":1e-3}]",
    ])
    let changed = original.inputs.merging(inputs) { $1 }.filter { $0.key != missing }
    for (group, tensors) in [
      ("inputs", changed), ("outputs", original.outputs), ("cotangents", original.cotangents),
      ("gradients", original.gradients),
    ] {
      for (name, tensor) in tensors {
        builder.add("a/\(group)/\(name)", tensor.shape, [UInt8](tensor.bytes), type: tensor.type.rawValue)
      }
    }
    let file = try ConformanceFile(SafetensorsFile(name: "test", data: builder.data))
    return try CaseRunner(device: Devices.select("cpu")).run(file.cases[0]).failures
  }

  private func expectRefused(
    _ reason: String, _ failures: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(failures.count == 1, "\(failures)", sourceLocation: sourceLocation)
    #expect(failures.first?.contains(reason) == true, "\(failures)", sourceLocation: sourceLocation)
  }

  @Test func anUnchangedCasePasses() throws { #expect(try failures().isEmpty) }

  @Test func attributesThatDoNotFitAreRefused() throws {
    expectRefused("must be one of rssm, ssm, rnn", try failures(["variant": "\"gru\""]))
    expectRefused("\"activation\"", try failures(["activation": "\"sine\""]))
    expectRefused("minimum standard deviation is -1", try failures(["min_std": "-1"]))
    expectRefused("\"depth\" is 0.0", try failures(["depth": "0"]))
    expectRefused("has shape", try failures(["belief": "65536"]))
    expectRefused("has shape", try failures(["depth": "65536"]))
    expectRefused("is missing", try failures(["variant": "\"rssm\""]))
  }

  @Test func inputsThatDoNotFitAreRefused() throws {
    expectRefused("\"observation\" is missing", try failures(without: "observation"))
    let small = SafetensorsTensor([Float](repeating: 0, count: 12), shape: [1, 1, 3, 2, 2])
    expectRefused("has shape [1, 1, 3, 2, 2]", try failures(inputs: ["observation": small]))
    expectRefused(
      "\"reward\" has shape [1]", try failures(inputs: ["reward": SafetensorsTensor([Float(0)], shape: [1])]))
    expectRefused("no input \"noise\"", try failures(inputs: ["noise": small]))
  }
}
