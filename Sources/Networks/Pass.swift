import Tensors

/// One pass through a model's layers: the graph that they add to, and the states that they change.
public final class Pass {
  /// What layers add to.
  public let graph: Graph
  /// Whether batch normalization uses the batch's statistics and updates the running averages. Otherwise it
  /// uses the running averages.
  public let isTraining: Bool
  /// The states that were changed, with their newest values.
  private var changed: [Variable: Tensor] = [:]
  private var order: [Variable] = []

  package init(_ graph: Graph, isTraining: Bool) {
    self.graph = graph
    self.isTraining = isTraining
  }

  /// A variable's current value.
  package func value(of variable: Variable) -> Tensor { changed[variable] ?? graph.variable(variable) }

  /// Changes a state, for the rest of the pass and, after the pass, permanently.
  package func set(_ variable: Variable, to value: Tensor) {
    if changed.updateValue(value, forKey: variable) == nil { order.append(variable) }
  }

  /// The values that changed variables must have after the pass.
  package var assignments: [(variable: Variable, value: Tensor)] { order.map { ($0, changed[$0]!) } }
}
