import Common
import Operations
import Safetensors
import Tensors

/// The list of cases in a file's metadata.
enum CaseList {
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// The cases, without tensors.
  static func parse(_ text: String) throws -> [ConformanceCase] {
    guard case .array(let elements) = try JSON(parsing: text.utf8) else {
      throw Fault(description: "it is not a JSON array")
    }
    var names: Set<String> = []
    return try elements.enumerated().map { index, element in
      let parsed = try parse(element, label: "case number \(index)")
      guard names.insert(parsed.name).inserted else {
        throw Fault(description: "two cases are named \(parsed.name.quoted)")
      }
      return parsed
    }
  }

  private static func parse(_ json: JSON, label: String) throws -> ConformanceCase {
    guard case .object(let members) = json else { throw Fault(description: "\(label) is not a JSON object") }
    func text(_ key: String) throws -> String {
      guard case .string(let text) = members[key], !text.isEmpty else {
        throw Fault(description: "\(label) has no \(key)")
      }
      return text
    }
    guard let tolerance = members["tolerance"]?.double, tolerance >= 0 else {
      throw Fault(description: "\(label) has no tolerance from 0")
    }
    guard case .object(let attributes) = members["attributes"] else {
      throw Fault(description: "\(label) has no attributes")
    }
    return ConformanceCase(
      name: try text("name"), operation: try text("op"),
      attributes: try attributes.reduce(into: [:]) { result, member in
        result[member.key] = try attribute(member.value, label: "\(label)'s attribute \(member.key.quoted)")
      },
      tolerance: tolerance)
  }

  private static func attribute(_ json: JSON, label: String) throws -> Attribute {
    switch json {
    case .null: return .none
    case .bool(let value): return .bool(value)
    case .integer(let value): return .number(Double(value))
    case .number(let value): return .number(value)
    case .string(let value): return .text(value)
    case .array(let elements):
      let numbers = elements.compactMap(\.double)
      guard numbers.count == elements.count else {
        throw Fault(description: "\(label) holds something that is not a number")
      }
      return .numbers(numbers)
    case .object: throw Fault(description: "\(label) is an object")
    }
  }
}
