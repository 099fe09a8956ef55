import Conformance
import Foundation
import Safetensors
import TestSupport

/// The bytes of a file with one small case of `elu`, parts of which a test can replace.
struct EluCase {
  var metadata: [String: String] = ["format": "foresight-conformance-1"]
  var list = "[{\"name\":\"elu/small\",\"op\":\"elu\",\"attributes\":{},\"tolerance\":2e-5}]"
  /// Tensors by name within the case.
  var tensors: [String: (shape: [Int], values: [Float])] = [
    "inputs/input": ([2, 2], [1, -1, 0.5, 0]),
    "outputs/output": ([2, 2], [1, Float(expm1(-1.0)), 0.5, 0]),
    "cotangents/output": ([2, 2], [1, 2, 3, 4]),
    "gradients/input": ([2, 2], [1, Float(2 * exp(-1.0)), 3, 4]),
  ]
  /// Tensors by their whole names.
  var others: [String: (shape: [Int], values: [Float])] = [:]

  func data() throws -> Data {
    var builder = SafetensorsBuilder()
    try builder.setMetadata(metadata.merging(["cases": list]) { $1 })
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      builder.add("elu/small/\(name)", tensor.shape, tensor.values)
    }
    for (name, tensor) in others.sorted(by: { $0.key < $1.key }) {
      builder.add(name, tensor.shape, tensor.values)
    }
    return builder.data
  }

  func file() throws -> ConformanceFile {
    try ConformanceFile(SafetensorsFile(name: "test", data: data()))
  }
}
