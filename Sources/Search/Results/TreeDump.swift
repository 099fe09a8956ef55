import Foundation

/// A whole tree, for people and other programs to look at.
package struct TreeDump: Sendable, Codable, Equatable {
  /// A node, with the edge that leads to it.
  package struct Node: Sendable, Codable, Equatable {
    /// Its index, in the order of expansion; the root's is 0.
    package let node: Int
    /// nil at the root, as is the action.
    package let parent: Int?
    package let action: Int?
    package let slot: Int
    package let visits: Int
    /// The mean of what its visits brought, seen by the player to move.
    package let value: Float
    /// Of the action that leads here.
    package let reward: Float
    /// The Q of the edge that leads here; nil at the root.
    package let q: Float?
    /// The prior of the edge that leads here.
    package let prior: Float
    /// The actions that can be taken here, and their priors: both [edges].
    package let actions: [Int]
    package let priors: [Float]
  }

  package let tree: Int
  package let simulations: Int
  package let discount: Double
  package let players: Int
  package let nodes: [Node]

  /// One JSON object with the names of the properties, in alphabetical order.
  ///
  /// Throws what the encoder throws for numbers that are not finite.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// A directed graph in Graphviz's language: nodes bear visits and values, edges actions, Q and priors.
  package var graphviz: String {
    var lines = ["digraph tree_\(tree) {", "  node [shape=box];"]
    for node in nodes {
      lines.append("  n\(node.node) [label=\"N \(node.visits)\\nV \(Self.short(node.value))\"];")
      guard let parent = node.parent, let action = node.action, let q = node.q else { continue }
      let label =
        "\(action)\\nQ \(Self.short(q))\\nP \(Self.short(node.prior))\\nr \(Self.short(node.reward))"
      lines.append("  n\(parent) -> n\(node.node) [label=\"\(label)\"];")
    }
    return (lines + ["}", ""]).joined(separator: "\n")
  }

  private static func short(_ value: Float) -> String { String(format: "%.3g", value) }
}

extension TreeSearch {
  /// The nodes of `tree` after a search.
  package func dump(of tree: Int) -> TreeDump {
    let request = request(of: tree)
    let forest = memory.forest
    let simulations = simulations(of: tree)
    let nodes = (0...simulations).map { index in
      let node = forest.node(index, tree: tree)
      let edges = 0..<forest.edges(of: index, tree: tree)
      let parent = forest.node(Int(node.parent), tree: tree)
      let isRoot = index == 0
      return TreeDump.Node(
        node: index, parent: isRoot ? nil : Int(node.parent),
        action: isRoot ? nil : Int(forest.action(edge: node.edge, of: node.parent, tree: tree)),
        slot: forest.slot(tree: tree, node: index), visits: Int(node.visits),
        value: node.valueSum / Float(node.visits), reward: node.reward,
        q: isRoot ? nil : parent.values(forest.layout)[Int(node.edge)], prior: node.prior,
        actions: edges.map { Int(forest.action(edge: Int32($0), of: Int32(index), tree: tree)) },
        priors: edges.map { edge($0, of: index, tree: tree).prior })
    }
    return TreeDump(
      tree: tree, simulations: simulations, discount: request.discount, players: request.players,
      nodes: nodes)
  }
}
