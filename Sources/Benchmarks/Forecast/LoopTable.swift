import Foundation

/// What kernels' instructions are, as `tools/sass --json` writes it.
package struct LoopTable: Sendable {
  package struct Loop: Sendable {
    /// The share of multiply-adds in the hottest loop, of 1.
    package let share: Double
    /// Work-groups that fit on a unit.
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

  /// Throws where the file's text is not such a table.
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

  /// By the program's key (`Program.key`); nil where nothing is known.
  subscript(program: String, kernel: String) -> Loop? { loops[Key(program: program, kernel: kernel)] }
}
