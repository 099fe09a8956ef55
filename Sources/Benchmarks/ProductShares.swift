import Operations
import Tensors

/// How much of a step's time each of its matrix products takes.
package struct ProductShares {
  /// The products, each once, those with the largest shares first; a share is of the whole step, of 1.
  package let products: [(shape: ProductShape, share: Double)]

  /// Of timed launches in order: an operation's time belongs to its products in proportion to their arithmetic.
  package init(_ timings: [LaunchTiming]) {
    var sums: [ProductShape: Double] = [:]
    var order: [ProductShape] = []
    var current: (products: [ProductShape], operation: String) = ([], "")
    for timing in timings {
      let step = timing.step
      let isContinued = step.work == Work() && step.products.isEmpty && step.operation == current.operation
      if !isContinued { current = (step.products, step.operation) }
      let total = current.products.reduce(0) { $0 + $1.flops }
      for product in current.products {
        if sums[product] == nil { order.append(product) }
        sums[product, default: 0] += timing.microseconds * product.flops / total
      }
    }
    let total = timings.reduce(0) { $0 + $1.microseconds }
    products = order.enumerated().map { (place: $0.offset, shape: $0.element, time: sums[$0.element]!) }
      .sorted { ($1.time, $0.place) < ($0.time, $1.place) }
      .map { ($0.shape, total > 0 ? $0.time / total : 0) }
  }
}

extension ProductShape {
  /// Floating-point operations, a multiply-add counting as two.
  package var flops: Double { 2 * Double(m) * Double(n) * Double(k) * Double(batch) }
}
