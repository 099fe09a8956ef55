import Conformance
import Foundation
import Operations
import Safetensors
import TestSupport
import Testing

@Suite struct ConformanceFileTests {
  @Test func aCaseIsRead() throws {
    var small = EluCase()
    small.list = """
      [{"name":"elu/small","op":"elu","tolerance":1,"attributes":
       {"a":null,"b":true,"c":2,"d":0.5,"e":[1,2.5],"f":"x","g":[]}}]
      """
    small.tensors["inputs/layer/weight"] = ([1], [3])
    let read = try #require(try small.file().cases.first)
    #expect(read.name == "elu/small" && read.operation == "elu" && read.tolerance == 1)
    #expect(
      read.attributes == [
        "a": .none, "b": .bool(true), "c": .number(2), "d": .number(0.5), "e": .numbers([1, 2.5]),
        "f": .text("x"), "g": .numbers([]),
      ])
    #expect(Set(read.inputs.keys) == ["input", "layer/weight"])
    #expect(read.cotangents["output"]?.floats() == [1, 2, 3, 4])
  }

  @Test(arguments: [
    ("no", "its metadata \"cases\" is wrong: an unknown word at byte 0"),
    ("{}", "it is not a JSON array"),
    ("[]", "it has no cases"),
    ("[1]", "case number 0 is not a JSON object"),
    ("[{\"op\":\"elu\",\"attributes\":{},\"tolerance\":1}]", "case number 0 has no name"),
    ("[{\"name\":\"elu/small\",\"attributes\":{},\"tolerance\":1}]", "case number 0 has no op"),
    ("[{\"name\":\"elu/small\",\"op\":\"elu\",\"tolerance\":1}]", "case number 0 has no attributes"),
    ("[{\"name\":\"elu/small\",\"op\":\"elu\",\"attributes\":{}}]", "case number 0 has no tolerance"),
    (
      "[{\"name\":\"elu/small\",\"op\":\"elu\",\"attributes\":{},\"tolerance\":-1}]",
      "case number 0 has no tolerance"
    ),
    (
      "[{\"name\":\"elu/small\",\"op\":\"elu\",\"attributes\":{\"a\":[\"b\"]},\"tolerance\":1}]",
      "attribute \"a\" holds something that is not a number"
    ),
    (
      "[{\"name\":\"elu/small\",\"op\":\"elu\",\"attributes\":{\"a\":{}},\"tolerance\":1}]",
      "attribute \"a\" is an object"
    ),
    (
      "[{\"name\":\"a\",\"op\":\"elu\",\"attributes\":{},\"tolerance\":1},"
        + "{\"name\":\"a\",\"op\":\"elu\",\"attributes\":{},\"tolerance\":1}]",
      "two cases are named \"a\""
    ),
    (
      "[{\"name\":\"elu/small\",\"op\":\"elu\",\"attributes\":{},\"tolerance\":1},"
        + "{\"name\":\"a\",\"op\":\"elu\",\"attributes\":{},\"tolerance\":1}]",
      "the case \"a\" has no inputs"
    ),
    (
      "[{\"name\":\"elu/other\",\"op\":\"elu\",\"attributes\":{},\"tolerance\":1}]",
      "\"elu/small/cotangents/output\" belongs to no case"
    ),
  ])
  func aWrongListIsOneSentence(list: String, reason: String) {
    var small = EluCase()
    small.list = list
    expectFault(small, reason)
  }

  @Test func metadataMustNameTheFormat() {
    var small = EluCase()
    small.metadata = [:]
    expectFault(small, "its metadata has no format, which must be foresight-conformance-1")
    small.metadata = ["format": "foresight-conformance-2"]
    expectFault(small, "its format is \"foresight-conformance-2\", but must be foresight-conformance-1")
    var builder = SafetensorsBuilder()
    #expect(throws: Never.self) { try builder.setMetadata(["format": "foresight-conformance-1"]) }
    let data = builder.data
    let error = #expect(throws: SafetensorsError.self) {
      try ConformanceFile(SafetensorsFile(name: "test", data: data))
    }
    #expect(error?.description.contains("its metadata has no cases") == true)
  }

  @Test func tensorsMustFitTogether() {
    func expect(_ reason: String, change: (inout EluCase) -> Void) {
      var small = EluCase()
      change(&small)
      expectFault(small, reason)
    }
    expect("has no inputs") { $0.tensors = [:] }
    expect("has no outputs") { $0.tensors["outputs/output"] = nil }
    expect("has gradients, but no cotangents") { $0.tensors["cotangents/output"] = nil }
    expect("has cotangents, but no gradients") { $0.tensors["gradients/input"] = nil }
    expect("has a cotangent \"other\", but no such output") { $0.tensors["cotangents/other"] = ([1], [1]) }
    expect("has a gradient \"other\", but no such input") { $0.tensors["gradients/other"] = ([1], [1]) }
    expect("has a cotangent \"output\" of shape [4] for an output of [2, 2]") {
      $0.tensors["cotangents/output"] = ([4], [1, 2, 3, 4])
    }
    expect("has a gradient \"input\" of shape [4] for an input of [2, 2]") {
      $0.tensors["gradients/input"] = ([4], [1, 2, 3, 4])
    }
    expect("\"elu/small/results/output\" belongs to no case") { $0.tensors["results/output"] = ([1], [1]) }
    expect("\"elu/small/outputs\" belongs to no case") { $0.tensors["outputs"] = ([1], [1]) }
    expect("\"lonely\" belongs to no case") { $0.others["lonely"] = ([1], [1]) }
  }

  @Test func integersOf64BitsAreRefused() throws {
    var builder = SafetensorsBuilder()
    try builder.setMetadata(["format": "foresight-conformance-1", "cases": EluCase().list])
    builder.add("elu/small/inputs/input", [1], [1] as [Int64], type: "I64")
    let file = try SafetensorsFile(name: "test", data: builder.data)
    let error = #expect(throws: SafetensorsError.self) { try ConformanceFile(file) }
    #expect(error?.description.contains("holds I64, but cases hold F32, I32 or U8") == true)
  }

  private func expectFault(
    _ small: EluCase, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: SafetensorsError.self, sourceLocation: sourceLocation) {
      _ = try small.file()
    }
    let sentence = error?.description ?? ""
    #expect(sentence.hasPrefix("test: ") && sentence.contains(reason), sourceLocation: sourceLocation)
    #expect(!sentence.contains("\n"), sourceLocation: sourceLocation)
  }
}
