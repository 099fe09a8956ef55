import CFixtures
import Common
import Foundation
import Operations
import Safetensors

/// A file of reference cases: safetensors whose metadata `format` is `foresight-conformance-1` and `cases` a JSON
/// array of `{name, op, attributes, tolerance}`; a case's tensors are named `<case>/<group>/<name>`, the group
/// one of inputs, outputs, cotangents and gradients.
package struct ConformanceFile: Sendable {
  /// The path, for messages.
  package let name: String
  package let cases: [ConformanceCase]

  private static let format = "foresight-conformance-1"

  /// Reads the file at `path`.
  ///
  /// Throws `SafetensorsError` if it cannot be read or contains anything invalid.
  package init(path: String) throws(SafetensorsError) { try self.init(SafetensorsFile(path: path)) }

  /// The cases that are part of the program: those of operations (planning separately) and of whole models.
  package static func embedded() throws(SafetensorsError) -> [ConformanceFile] {
    func file(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ name: String) throws(SafetensorsError)
      -> ConformanceFile
    {
      let data = Data(
        bytesNoCopy: UnsafeMutableRawPointer(mutating: bytes), count: count, deallocator: .none)
      return try ConformanceFile(SafetensorsFile(name: name, data: data))
    }
    return [
      try file(foresight_operation_cases(), foresight_operation_cases_size(), "the embedded cases"),
      try file(foresight_planning_cases(), foresight_planning_cases_size(), "the embedded cases of planning"),
      try file(foresight_model_cases(), foresight_model_cases_size(), "the embedded cases of models"),
    ]
  }

  /// Throws `SafetensorsError` if the file contains anything invalid.
  package init(_ file: SafetensorsFile) throws(SafetensorsError) {
    func fault(_ reason: String) -> SafetensorsError {
      SafetensorsError(file: file.name, reason: "\(reason); generate the file again")
    }
    name = file.name
    guard let format = file.metadata["format"] else {
      throw fault("its metadata has no format, which must be \(Self.format)")
    }
    guard format == Self.format else {
      throw fault("its format is \(format.quoted), but must be \(Self.format)")
    }
    guard let text = file.metadata["cases"] else { throw fault("its metadata has no cases") }
    var cases: [ConformanceCase] = []
    do {
      cases = try CaseList.parse(text)
    } catch {
      throw fault("its metadata \"cases\" is wrong: \(error)")
    }
    if cases.isEmpty { throw fault("it has no cases") }
    let places = Dictionary(uniqueKeysWithValues: cases.enumerated().map { ($1.name, $0) })
    for (path, tensor) in file.tensors.sorted(by: { $0.key < $1.key }) {
      guard let (place, group, name) = Self.split(path, places) else {
        throw fault("the tensor \(path.quoted) belongs to no case")
      }
      if [.int64, .uint64].contains(tensor.type) {
        throw fault("the tensor \(path.quoted) holds \(tensor.type.rawValue), but cases hold F32, I32 or U8")
      }
      cases[place][keyPath: group][name] = tensor
    }
    for conformanceCase in cases {
      if let reason = conformanceCase.fault {
        throw fault("the case \(conformanceCase.name.quoted) \(reason)")
      }
    }
    self.cases = cases
  }

  private typealias Group = WritableKeyPath<ConformanceCase, [String: SafetensorsTensor]>

  /// The case, the group and the name within it that a tensor's name consists of. Names may contain slashes.
  private static func split(_ path: String, _ places: [String: Int]) -> (Int, Group, String)? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    for index in parts.indices.dropLast().dropFirst().reversed() {
      guard let group = group(parts[index]), let place = places[parts[..<index].joined(separator: "/")] else {
        continue
      }
      return (place, group, parts[(index + 1)...].joined(separator: "/"))
    }
    return nil
  }

  private static func group(_ name: Substring) -> Group? {
    switch name {
    case "inputs": \.inputs
    case "outputs": \.outputs
    case "cotangents": \.cotangents
    case "gradients": \.gradients
    default: nil
    }
  }
}
