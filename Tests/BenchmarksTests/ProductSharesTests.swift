import Device
import Operations
import Tensors
import Testing

@testable import Benchmarks

/// A step's time belongs to the products that took it.
@Suite struct ProductSharesTests {
  private func steps(_ name: String) throws -> [Executable.Step] {
    let suiteCase = try #require(KernelSuite.standard.cases.first { $0.name == name })
    let device = AbsentDevice(NamedDevice.named("h200")!.info)
    return try suiteCase.steps(context: OperationContext(device: device)).backward
  }

  @Test func sharesAreOfTheWholeStep() throws {
    // The gradients of a cell: of its input and its state, of two weights, and of its biases.
    let steps = try steps("lstm_cell/128x512") + steps("elu/2500x200")
    let timings = steps.enumerated().map { LaunchTiming(step: $1, microseconds: Double($0 + 1)) }
    let shares = ProductShares(timings).products
    #expect(shares.count == 4)
    #expect(shares.map(\.share) == shares.map(\.share).sorted(by: >))
    let total = timings.reduce(0) { $0 + $1.microseconds }
    var products = 0.0
    var isProduct = false
    for timing in timings {
      if timing.step.work != Work() { isProduct = !timing.step.products.isEmpty }
      if isProduct { products += timing.microseconds }
    }
    #expect(products > 0 && products < total)
    #expect(abs(shares.reduce(0) { $0 + $1.share } - products / total) < 1e-12)
  }

  @Test func aProductThatRecursIsOne() throws {
    let steps = try steps("matmul/64x64x64")
    let timings = (steps + steps).map { LaunchTiming(step: $0, microseconds: 1) }
    let shares = ProductShares(timings).products
    #expect(shares.count == 2 && shares.allSatisfy { abs($0.share - 0.5) < 1e-12 })
    #expect(ProductShares([]).products.isEmpty)
  }
}
