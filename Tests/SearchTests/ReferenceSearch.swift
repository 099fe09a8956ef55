import Foundation
import Conformance
import Search

/// The search once more, as plainly as can be, to compare with: no noise, one tree.
struct ReferenceSearch {
  private final class Node {
    let state: Int
    let priors: [Int: Float]
    var visits = 0
    var valueSum: Float = 0
    var children: [Int: Node] = [:]

    init(state: Int, priors: [Int: Float]) { (self.state, self.priors) = (state, priors) }
  }

  let model: TabularModel
  let request: TreeRequest
  private var lowest = Float.infinity
  private var highest = -Float.infinity

  init(model: TabularModel, request: TreeRequest) { (self.model, self.request) = (model, request) }

  /// How often each action is taken at the root.
  mutating func visits() -> [Int] {
    let root = node(0, request.legalActions ?? Array(0..<model.actions))
    for _ in 0..<request.simulations {
      var (node, path) = (root, [(node: Node, action: Int)]())
      while true {
        let action = best(node)
        path.append((node, action))
        guard let child = node.children[action] else { break }
        node = child
      }
      let (parent, action) = path.last!
      let leaf = self.node(
        Int(model.nextStates[parent.state * model.actions + action]), Array(0..<model.actions))
      parent.children[action] = leaf
      var value = model.values[leaf.state]
      (leaf.visits, leaf.valueSum) = (1, value)
      for (parent, action) in path.reversed() {
        value = reward(parent, action) + discount * value
        parent.visits += 1
        parent.valueSum += value
        lowest = min(lowest, q(parent, action))
        highest = max(highest, q(parent, action))
      }
    }
    return (0..<model.actions).map { root.children[$0]?.visits ?? 0 }
  }

  private var discount: Float { Float(request.players == 2 ? -request.discount : request.discount) }

  private func reward(_ node: Node, _ action: Int) -> Float {
    model.rewards[node.state * model.actions + action]
  }

  private func q(_ node: Node, _ action: Int) -> Float {
    let child = node.children[action]!
    return reward(node, action) + discount * child.valueSum / Float(child.visits)
  }

  private func node(_ state: Int, _ actions: [Int]) -> Node {
    let logits = actions.map { Double(model.policyLogits[state * model.actions + $0]) }
    let weights = logits.map { exp($0) }
    let sum = weights.reduce(0, +)
    return Node(
      state: state, priors: Dictionary(uniqueKeysWithValues: zip(actions, weights.map { Float($0 / sum) })))
  }

  private func scaled(_ value: Float) -> Float {
    highest - lowest > 1e-6 * max(abs(lowest), abs(highest)) ? (value - lowest) / (highest - lowest) : value
  }

  private func best(_ node: Node) -> Int {
    func score(_ action: Int) -> Float {
      let child = node.children[action]
      let visits = Float(child?.visits ?? 0)
      let factor = Float(
        Double(node.visits).squareRoot()
          * (request.exploration.initial
            + log((Double(node.visits) + request.exploration.base + 1) / request.exploration.base)))
      var value: Float = 0
      if child != nil {
        value = scaled(q(node, action))
      } else if request.unvisitedValue == .parent && node.visits > 0 {
        value = scaled(min(max(node.valueSum / Float(node.visits), lowest), highest))
      }
      return value + node.priors[action]! / (1 + visits) * factor
    }
    return node.priors.keys.max { first, second in
      (score(first), node.priors[first]!, -first) < (score(second), node.priors[second]!, -second)
    }!
  }
}
