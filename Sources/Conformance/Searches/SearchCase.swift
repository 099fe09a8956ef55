import Search

/// One search over a tabular model, with the expected results.
package struct SearchCase: Sendable {
  package let name: String
  package let request: TreeRequest
  package let rootState: Int
  package let model: TabularModel
  /// The expected number of visits of each action at the root: [actions].
  package let visits: [Int]
  /// The expected Q of each action, 0 if it is not visited: [actions].
  package let values: [Double]
  package let rootValue: Double
}
