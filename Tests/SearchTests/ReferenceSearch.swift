import Foundation
import Conformance
import Search

/// The search once more, as plainly as can be, to compare with: no noise, one tree.
struct ReferenceSearch {
  private final class Node {
    let state: Int
    var priors: [Int: Float]
    /// What led here brought.
    var reward: Float = 0
    var visits = 0
    var valueSum: Float = 0
    var children: [Int: Node] = [:]

    init(state: Int, priors: [Int: Float]) { (self.state, self.priors) = (state, priors) }
  }

  let model: TabularModel
  private(set) var request: TreeRequest
  private var root: Node?
  private var lowest = Float.infinity
  private var highest = -Float.infinity

  init(model: TabularModel, request: TreeRequest) { (self.model, self.request) = (model, request) }

  /// Goes on with what is left of the search behind the request's actions, as that of a state with that number. False, and
  /// nothing left, where there is no node.
  mutating func keep(_ request: TreeRequest, rootState: Int) -> Bool {
    var kept = root
    for action in request.taken! { kept = kept?.children[action] }
    (self.request, lowest, highest) = (request, .infinity, -.infinity)
    let root = node(rootState, request.legalActions ?? Array(0..<model.actions))
    self.root = root
    guard let kept else { return false }
    root.children = kept.children.filter { root.priors[$0.key] != nil }
    for child in root.children.values {
      root.visits += child.visits
      root.valueSum += Float(child.visits) * child.reward + discount * child.valueSum
    }
    widen(by: root)
    return true
  }

  /// Takes in the Q of all edges below a node.
  private mutating func widen(by node: Node) {
    for (action, child) in node.children {
      lowest = min(lowest, q(node, action))
      highest = max(highest, q(node, action))
      widen(by: child)
    }
  }

  /// How often the root has been gone through.
  var rootVisits: Int { root?.visits ?? 0 }

  /// How often each action is taken at the root.
  mutating func visits() -> [Int] {
    let root = root ?? node(0, request.legalActions ?? Array(0..<model.actions))
    self.root = root
    for _ in 0..<max(1, request.simulations - root.visits) {
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
      leaf.reward = model.rewards[parent.state * model.actions + action]
      for (parent, action) in path.reversed() {
        value = parent.children[action]!.reward + discount * value
        parent.visits += 1
        parent.valueSum += value
        lowest = min(lowest, q(parent, action))
        highest = max(highest, q(parent, action))
      }
    }
    return (0..<model.actions).map { root.children[$0]?.visits ?? 0 }
  }

  private var discount: Float { Float(request.players == 2 ? -request.discount : request.discount) }

  private func q(_ node: Node, _ action: Int) -> Float {
    let child = node.children[action]!
    return child.reward + discount * child.valueSum / Float(child.visits)
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
