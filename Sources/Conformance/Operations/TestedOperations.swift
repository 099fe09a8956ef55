import Operations
import Tensors

/// The operations that a case can name: those of graphs, updates of optimizers, and whole models.
package enum TestedOperations {
  package static let names =
    NamedOperation.all.map(\.name) + OptimizerCase.operations + ModelCases.definitions.keys.sorted()

  /// The variants of the operation; nil if there is no such operation.
  package static func variants(of name: String) -> [KernelVariant]? {
    if let operation = NamedOperation.named(name) { return operation.variants }
    return names.contains(name) ? [.vector, .group] : nil
  }
}
