import Tensors

extension [Results] {
  /// The mean of a scalar output over the parts of a batch.
  package func mean(of name: String) -> Double {
    reduce(0) { $0 + Double($1[name][0]) } / Double(count)
  }
}
