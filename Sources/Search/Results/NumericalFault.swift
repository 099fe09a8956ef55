/// A fault in the numbers that an evaluator gave for a node.
enum NumericalFault {
  case reward(Float)
  case value(Float)
  case prior(action: Int, Float)
  case priorSum(Float)
  /// The rewards and values became too large to add up.
  case range

  /// The first fault among these numbers; nil if there is none. `reward` is nil for a root.
  init?(reward: Float?, value: Float, priors: some Collection<Float>, form: PriorForm) {
    if let reward, !reward.isFinite {
      self = .reward(reward)
    } else if !value.isFinite {
      self = .value(value)
    } else if let prior = priors.enumerated().first(where: { !$0.element.isFinite }) {
      self = .prior(action: prior.offset, prior.element)
    } else if form == .probabilities, !(priors.reduce(0, +) > 0) {
      self = .priorSum(priors.reduce(0, +))
    } else {
      return nil
    }
  }

  /// The error of a search that ended because of the newest node of a tree. `simulation` is 0 for the root.
  func error(tree: Int, simulation: Int, forest: Forest) -> SearchError {
    let reason =
      switch self {
      case .reward(let number): "the evaluator gave a reward of \(number)"
      case .value(let number): "the evaluator gave a value of \(number)"
      case .prior(let action, let number): "the evaluator gave action \(action) a prior of \(number)"
      case .priorSum(let sum): "the evaluator gave priors that sum to \(sum)"
      case .range: "its rewards and values are too large to add up"
      }
    let place = simulation == 0 ? "" : forest.nameOfNewest(in: tree)
    return SearchError(
      trees: tree...tree, simulation: simulation, reason: reason + place, isNumerical: true)
  }
}

extension Forest {
  /// The largest number of actions that a message lists.
  private static let maximumNamed = 20

  /// The place of the node that was added last, for a message: ` at node 3, behind actions 1, 0`.
  fileprivate func nameOfNewest(in tree: Int) -> String {
    let newest = Int(trees[tree].count) - 1
    var (actions, index) = ([Int32](), newest)
    while index > 0 {
      let node = node(index, tree: tree)
      actions.append(action(edge: node.edge, of: node.parent, tree: tree))
      index = Int(node.parent)
    }
    let names = actions.reversed().prefix(Self.maximumNamed).map { "\($0)" }
    let rest = actions.count > names.count ? ", …" : ""
    return
      " at node \(newest), behind action\(actions.count == 1 ? "" : "s") \(names.joined(separator: ", "))\(rest)"
  }
}
