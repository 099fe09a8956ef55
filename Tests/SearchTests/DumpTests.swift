import Foundation
import Search
import Testing

/// What can be looked at after a search.
@Suite struct DumpTests {
  private func searched() throws -> (RandomTrees, TreeSearch) {
    var trees = RandomTrees(3, seed: 11)
    for tree in 0..<3 { trees.requests[tree].simulations = 40 }
    return (trees, try trees.search())
  }

  @Test func jsonReadsBackTheSame() throws {
    let (trees, search) = try searched()
    let dump = search.dump(of: 1)
    #expect(try JSONDecoder().decode(TreeDump.self, from: Data(dump.json().utf8)) == dump)
    #expect(dump.nodes.count == 41 && dump.players == trees.requests[1].players)
    #expect(dump.nodes[0].parent == nil && dump.nodes[0].visits == 40)
    let result = search.result(of: 1)
    for action in result.visits.indices {
      let child = dump.nodes.first { $0.parent == 0 && $0.action == action }
      #expect(child?.visits ?? 0 == result.visits[action])
      #expect(child?.q ?? 0 == result.values[action])
    }
    for node in dump.nodes.dropFirst() {
      let children = dump.nodes.filter { $0.parent == node.node }
      #expect(node.visits == 1 + children.reduce(0) { $0 + $1.visits })
      #expect(abs(node.priors.reduce(0, +) - 1) < 1e-5)
    }
  }

  @Test func graphvizHasEveryNodeAndEdge() throws {
    let (_, search) = try searched()
    let lines = search.dump(of: 2).graphviz.split(separator: "\n")
    #expect(lines.first == "digraph tree_2 {" && lines.last == "}")
    #expect(lines.filter { $0.contains(" -> ") }.count == 40)
    #expect(lines.filter { $0.contains("[label=\"N ") }.count == 41)
    #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasSuffix(";") })
  }

  @Test func shapesAreThoseOfTheTrees() throws {
    let (_, search) = try searched()
    for tree in 0..<3 {
      let (shape, nodes) = (search.shape(of: tree), search.dump(of: tree).nodes)
      func depth(_ node: TreeDump.Node) -> Int { node.parent.map { 1 + depth(nodes[$0]) } ?? 0 }
      let depths = nodes.dropFirst().map(depth)
      #expect(shape.nodes == 41 && shape.deepest == depths.max())
      #expect(abs(shape.meanDepth - Double(depths.reduce(0, +)) / 40) < 1e-12)
      #expect(shape.principalVariation.first == search.result(of: tree).action(temperature: 0))
      #expect((1...shape.deepest).contains(shape.principalVariation.count))
    }
  }
}
