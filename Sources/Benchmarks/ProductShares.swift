import Operations
import Tensors

/// The share of a step's time that each of its matrix products takes.
package struct ProductShares {
  /// The distinct products with their shares of the step's time, from 0 to 1, the largest first.
  package let products: [(shape: ProductShape, share: Double)]

  /// The shares for timed launches, in order. An operation's time is divided among its products in proportion
  /// to their arithmetic.
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
  /// The number of floating-point operations; a multiply-add counts as two.
  package var flops: Double { 2 * Double(m) * Double(n) * Double(k) * Double(batch) }
}
