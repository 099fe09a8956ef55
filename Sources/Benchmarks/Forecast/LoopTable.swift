import Foundation

/// The instructions of kernels' loops, as written by `tools/sass --json`.
package struct LoopTable: Sendable {
  package struct Loop: Sendable {
    /// The share of multiply-adds among the instructions of the hottest loop, from 0 to 1.
    package let share: Double
    /// The number of work-groups that fit on a unit.
    package let groups: Int
  }

  private struct Entry: Decodable {
    let program: String
    let kernel: String
    let groups: Int
    let fma: Double
  }

  private struct Key: Hashable {
    let program: String
    let kernel: String
  }

  private let loops: [Key: Loop]

  package init() { loops = [:] }

  /// Throws if the file's text is not such a table.
  package init(json: Data, source: String) throws {
    guard let entries = try? JSONDecoder().decode([Entry].self, from: json) else {
      throw KernelSuiteError("\(source) is not what tools/sass --json writes")
    }
    var loops: [Key: Loop] = [:]
    for entry in entries where entry.groups > 0 && entry.fma > 0 {
      loops[Key(program: entry.program, kernel: entry.kernel)] = Loop(share: entry.fma, groups: entry.groups)
    }
    self.loops = loops
  }

  /// The loop of a kernel in the program with this key (`Program.key`); nil if it is not listed.
  subscript(program: String, kernel: String) -> Loop? { loops[Key(program: program, kernel: kernel)] }
}
