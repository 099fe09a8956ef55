import CSuites
import Foundation
import Tensors

/// Operations to be timed, with shapes and attributes, from a file that other implementations can read, too.
package struct KernelSuite: Sendable {
  /// An operation to be timed, with its inputs' shapes in the host's layout.
  package struct Case: Sendable {
    package let name: String
    package let operation: String
    package let attributes: [String: Attribute]
    package let shapes: [String: [Int]]
  }

  package let cases: [Case]

  /// The suite that comes with the program.
  package static var standard: KernelSuite {
    get throws {
      return try KernelSuite(
        json: Data(String(cString: foresight_kernel_suite()).utf8), source: "the built-in suite")
    }
  }

  /// Throws `KernelSuiteError` if the file cannot be read or is not a suite.
  package init(file: URL) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue,
      let data = FileManager.default.contents(atPath: file.path)
    else {
      throw KernelSuiteError(
        "the suite \"\(file.relativePath)\" \(isFolder.boolValue ? "is a folder" : "cannot be read"); "
          + "name a JSON file that is there and readable")
    }
    try self.init(json: data, source: file.relativePath)
  }

  /// `source` names the text in errors.
  package init(json: Data, source: String) throws {
    let file: SuiteFile
    do {
      file = try JSONDecoder().decode(SuiteFile.self, from: json)
    } catch let error as DecodingError {
      throw KernelSuiteError("\(source) is not a kernel suite: \(Self.sentence(error))")
    }
    guard file.format == Self.format else {
      throw KernelSuiteError("\(source) has the format \"\(file.format)\", but must have \"\(Self.format)\"")
    }
    guard !file.cases.isEmpty else { throw KernelSuiteError("\(source) holds no cases") }
    cases = file.cases.map {
      Case(
        name: $0.name, operation: $0.op, attributes: ($0.attributes ?? [:]).mapValues(\.attribute),
        shapes: $0.shapes)
    }
  }

  private static let format = "foresight-kernel-suite-1"

  private static func sentence(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
      return path.isEmpty ? "" : " at \(path.drop { $0 == "." })"
    }
    switch error {
    case .keyNotFound(let key, let context): return "\"\(key.stringValue)\" is missing\(place(context))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "a value of the wrong type\(place(context))"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return "a bad value\(place(context))"
    default: return "it is not valid JSON"
    }
  }
}

/// The error of a kernel suite that cannot be used: which one, and why.
package struct KernelSuiteError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// The content of the file: `{format, cases: [{name, op, attributes, shapes}]}`.
private struct SuiteFile: Decodable {
  struct Case: Decodable {
    let name: String
    let op: String
    let attributes: [String: AttributeValue]?
    let shapes: [String: [Int]]
  }

  let format: String
  let cases: [Case]
}

/// An attribute as it is written in JSON.
private struct AttributeValue: Decodable {
  let attribute: Attribute

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      attribute = .none
    } else if let value = try? container.decode(Bool.self) {
      attribute = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      attribute = .number(value)
    } else if let value = try? container.decode([Double].self) {
      attribute = .numbers(value)
    } else {
      attribute = .text(try container.decode(String.self))
    }
  }
}
