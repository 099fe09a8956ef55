import Foundation
import Networks
import Safetensors
import TestSupport
import Testing

@Suite struct CheckpointFileTests {
  @Test func whatIsWrittenIsReadAgain() throws {
    let folder = try TemporaryFolder()
    let checkpoint = SmallCheckpoint()
    try checkpoint.write(to: folder.file("a"))
    let read = try CheckpointFile(path: folder.file("a"), expected: checkpoint.specifications)
    #expect(read.progress == checkpoint.progress)
    #expect(read.tensors == checkpoint.tensors)
    #expect(read.tensors["optimizer.exp_avg_sq.dynamics.0.weight"]?.shape == [2, 3])
  }

  @Test func parametersAloneAreReadFromACheckpoint() throws {
    let folder = try TemporaryFolder()
    let checkpoint = SmallCheckpoint()
    try checkpoint.write(to: folder.file("a"))
    let read = try CheckpointFile.parameters(path: folder.file("a"), expected: checkpoint.parameters)
    #expect(read == checkpoint.tensors.filter { !$0.key.hasPrefix("optimizer.") })
    #expect(read.count == 4)
  }

  /// As PyTorch writes them: with the batches that a normalization has counted, and without the rest.
  @Test func parametersAloneAreReadFromPyTorchsWeights() throws {
    let folder = try TemporaryFolder()
    let checkpoint = SmallCheckpoint()
    var writer = SafetensorsWriter(metadata: ["format": "pt"])
    for parameter in checkpoint.parameters { writer.add(parameter.name, checkpoint.tensors[parameter.name]!) }
    writer.add(
      "norm.num_batches_tracked", SafetensorsTensor(shape: [], type: .int64, bytes: Data(count: 8)))
    try writer.write(to: folder.file("a"))
    let read = try CheckpointFile.parameters(path: folder.file("a"), expected: checkpoint.parameters)
    #expect(read.keys.sorted() == checkpoint.parameters.map(\.name).sorted())
    let error = #expect(throws: SafetensorsError.self) {
      try CheckpointFile(path: folder.file("a"), expected: checkpoint.parameters)
    }
    #expect(error?.description.contains("this is no checkpoint of a run") == true)
  }

  @Test func oneErrorListsAllThatDoesNotFit() throws {
    let folder = try TemporaryFolder()
    let checkpoint = SmallCheckpoint()
    try checkpoint.write(to: folder.file("a"))
    var expected = checkpoint.specifications.filter { $0.name != "dynamics.0.bias" }
    expected[0] = TensorSpecification("dynamics.0.weight", shape: [3, 2])
    expected.append(TensorSpecification("value.0.weight", shape: [1, 4]))
    expected.append(TensorSpecification("value.0.index", shape: [], type: .int32))
    let place = try #require(expected.firstIndex { $0.name == "norm.running_mean" })
    expected[place] = TensorSpecification("norm.running_mean", shape: [2], type: .int32)
    let error = #expect(throws: CheckpointMismatch.self) {
      try CheckpointFile(path: folder.file("a"), expected: expected)
    }
    #expect(
      error?.description == """
        \(folder.file("a")): its tensors are not those of this configuration; use the configuration that it was written with, or another file
          missing: "value.0.weight", F32 [1, 4]
          missing: "value.0.index", I32 []
          unexpected: "dynamics.0.bias", F32 [2]
          different: "dynamics.0.weight" is F32 [2, 3], expected F32 [3, 2]
          different: "norm.running_mean" is F32 [2], expected I32 [2]
        """)
    #expect(throws: CheckpointMismatch.self) {
      try CheckpointFile.parameters(path: folder.file("a"), expected: checkpoint.specifications)
    }
  }

  @Test func longListsAreCutShort() throws {
    let folder = try TemporaryFolder()
    var writer = SafetensorsWriter()
    for index in 10..<40 { writer.add("found.\(index)", SafetensorsTensor([0] as [Float], shape: [1])) }
    for index in 10..<31 { writer.add("both.\(index)", SafetensorsTensor([0] as [Float], shape: [1])) }
    try writer.write(to: folder.file("a"))
    let expected =
      (0..<20).map { TensorSpecification("expected.\($0)", shape: [1]) }
      + (10..<31).map { TensorSpecification("both.\($0)", shape: []) }
    let error = try #require(
      #expect(throws: CheckpointMismatch.self) {
        try CheckpointFile.parameters(path: folder.file("a"), expected: expected)
      })
    #expect(error.missing.count == 20 && error.unexpected.count == 30 && error.differing.count == 21)
    let lines = error.description.split(separator: "\n")
    #expect(lines.count == 1 + 20 + 21 + 21)
    #expect(lines[20] == "  missing: \"expected.19\", F32 [1]")
    #expect(lines[41] == "  unexpected: and 10 more")
    #expect(lines[62] == "  different: and 1 more")
  }

  @Test(arguments: [
    ("format", "foresight-checkpoint-2", "use the version that wrote it"),
    ("format", "foresight-conformance-1", "this is no checkpoint of a run"),
    ("step", "-1", "no valid step"), ("step", "1e3", "no valid step"), ("seed", "-1", "no valid seed"),
    ("seed", "18446744073709551616", "no valid seed"), ("format", nil, "this is no checkpoint of a run"),
    ("random_state", nil, "no valid random_state"), ("step", nil, "no valid step"),
  ])
  func wrongMetadataIsOneSentence(key: String, value: String?, reason: String) throws {
    let folder = try TemporaryFolder()
    var metadata = [
      "format": "foresight-checkpoint-1", "step": "1", "seed": "\(UInt64.max)", "random_state": "",
    ]
    try SafetensorsWriter(metadata: metadata).write(to: folder.file("a"))
    #expect(try CheckpointFile(path: folder.file("a"), expected: []).progress.seed == .max)
    metadata[key] = value
    try SafetensorsWriter(metadata: metadata).write(to: folder.file("a"))
    let error = #expect(throws: SafetensorsError.self) {
      try CheckpointFile(path: folder.file("a"), expected: [])
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  /// A run that cannot save goes on from the checkpoint before.
  @Test func aFailedSaveLeavesTheLastCheckpoint() throws {
    struct DeviceLost: Error {}
    let folder = try TemporaryFolder()
    let checkpoint = SmallCheckpoint()
    try checkpoint.write(to: folder.file("a"))
    #expect(throws: DeviceLost.self) {
      try CheckpointFile.write(
        to: folder.file("a"), checkpoint.specifications, progress: checkpoint.progress
      ) {
        if $0.name == "norm.running_var" { throw DeviceLost() }
        return checkpoint.tensors[$0.name]!.bytes
      }
    }
    #expect(
      try CheckpointFile(path: folder.file("a"), expected: checkpoint.specifications).tensors
        == checkpoint.tensors)
    #expect(try folder.names == ["a"])
  }
}
