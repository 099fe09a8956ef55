import ArgumentParser
import Benchmarks
import Foundation

/// The options that select a suite and some of its cases.
struct SuiteOption: ParsableArguments {
  @Option(help: "The suite's file (default: the built-in suite).", completion: .file(extensions: ["json"]))
  var suite: String?

  @Option(help: "Only the cases with these names or prefixes of names, separated by commas.")
  var only: String?

  /// Throws if the suite cannot be read, or if a prefix matches no case.
  func cases() throws -> [KernelSuite.Case] {
    let cases = try (suite.map { try KernelSuite(file: URL(filePath: $0)) } ?? .standard).cases
    guard let only else { return cases }
    let beginnings = only.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    if beginnings.contains("") {
      throw ValidationError("--only has an empty name; separate names with single commas")
    }
    for beginning in beginnings where !cases.contains(where: { $0.name.hasPrefix(beginning) }) {
      throw ValidationError("no case's name begins with \"\(beginning)\"; run without --only to see them all")
    }
    return cases.filter { suiteCase in beginnings.contains { suiteCase.name.hasPrefix($0) } }
  }
}
