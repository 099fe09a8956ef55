import Tensors

/// One pass through a model's layers: the graph that they add to, and what they change on the way.
package final class Pass {
  package let graph: Graph
  /// Whether batch normalization uses and follows the batch's statistics, or the running averages.
  package let isTraining: Bool
  /// The states that have changed, with their values so far.
  private var changed: [Variable: Tensor] = [:]
  private var order: [Variable] = []

  package init(_ graph: Graph, isTraining: Bool) {
    self.graph = graph
    self.isTraining = isTraining
  }

  /// A variable's present value.
  package func value(of variable: Variable) -> Tensor { changed[variable] ?? graph.variable(variable) }

  /// Changes a state, for what comes later in the pass and, when it is over, for good.
  package func set(_ variable: Variable, to value: Tensor) {
    if changed.updateValue(value, forKey: variable) == nil { order.append(variable) }
  }

  /// What is to be left in the changed variables.
  package var assignments: [(variable: Variable, value: Tensor)] { order.map { ($0, changed[$0]!) } }
}
