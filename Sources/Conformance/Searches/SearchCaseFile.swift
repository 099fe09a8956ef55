import CFixtures
import Common
import Foundation
import Safetensors
import Search

/// A file of reference searches: a JSON object whose `format` is `foresight-search-1` and whose `cases` are an array.
package struct SearchCaseFile: Sendable {
  /// The error of a file that cannot be read, or contains anything invalid.
  package struct Fault: Error, CustomStringConvertible {
    package let description: String
  }

  /// The path, for messages.
  package let name: String
  package let cases: [SearchCase]

  private static let format = "foresight-search-1"

  /// Reads the file at `path`.
  ///
  /// Throws `Fault` if it cannot be read or contains anything invalid.
  package init(path: String) throws(Fault) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw Fault(description: "\(path) cannot be read: \(error.localizedDescription)")
    }
    guard let text = StoredText.decode(data) else { throw Fault(description: "\(path) is no text") }
    try self.init(name: path, text: text.utf8)
  }

  /// The cases that are part of the program.
  package static func embedded() throws(Fault) -> SearchCaseFile {
    let text = UnsafeBufferPointer(start: foresight_search_cases(), count: foresight_search_cases_size())
    return try SearchCaseFile(name: "the embedded searches", text: text)
  }

  /// Throws `Fault` if the text contains anything invalid.
  package init(name: String, text: some Sequence<UInt8>) throws(Fault) {
    do {
      guard case .object(let members) = try JSON(parsing: text) else {
        throw Fault(description: "it is not a JSON object")
      }
      guard case .string(let format) = members["format"], format == Self.format else {
        throw Fault(description: "its format is not \(Self.format)")
      }
      guard case .array(let elements) = members["cases"], !elements.isEmpty else {
        throw Fault(description: "it has no cases")
      }
      var names: Set<String> = []
      let cases = try elements.enumerated().map { try SearchCaseReader.read($1, number: $0) }
      for searchCase in cases where !names.insert(searchCase.name).inserted {
        throw Fault(description: "two cases are named \(searchCase.name.quoted)")
      }
      (self.name, self.cases) = (name, cases)
    } catch {
      throw Fault(
        description: "\(name) is not a file of reference searches: \(error); generate the file again")
    }
  }
}
