import Foundation

/// A whole tree, to be read by people and other programs.
package struct TreeDump: Sendable, Codable, Equatable {
  /// A node, with the edge that leads to it.
  package struct Node: Sendable, Codable, Equatable {
    /// The node's index, in the order of expansion; the root has 0.
    package let node: Int
    /// The parent's index; like the action that leads here, it is nil at the root.
    package let parent: Int?
    package let action: Int?
    package let slot: Int
    package let visits: Int
    /// The mean of the values backed up through the node, seen by the player to move.
    package let value: Float
    /// The reward of the action that leads here.
    package let reward: Float
    /// The Q of the edge that leads here; nil at the root.
    package let q: Float?
    /// The prior of the edge that leads here.
    package let prior: Float
    /// The actions that can be taken here, and their priors; both are [edges].
    package let actions: [Int]
    package let priors: [Float]
  }

  package let tree: Int
  package let simulations: Int
  package let discount: Double
  package let players: Int
  package let nodes: [Node]

  /// One JSON object with the properties' names as keys, in alphabetical order.
  ///
  /// Throws the encoder's error if a number is not finite.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// A directed graph in Graphviz's language. Nodes are labeled with visits and values, edges with actions,
  /// Q, priors and rewards.
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
