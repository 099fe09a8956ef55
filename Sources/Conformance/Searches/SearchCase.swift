import Search

/// One search over a tabular model, with what it must find.
package struct SearchCase: Sendable {
  package let name: String
  package let request: TreeRequest
  package let rootState: Int
  package let model: TabularModel
  /// How often each action must be taken at the root: [actions].
  package let visits: [Int]
  /// Q of each action, 0 where it is not taken: [actions].
  package let values: [Double]
  package let rootValue: Double
}
