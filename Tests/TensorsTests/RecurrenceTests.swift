import Operations
import Testing
import TestSupport

@testable import Tensors

/// Gradients through cells that are applied step after step, whose weights' gradients are products over all steps.
@Suite struct RecurrenceTests {
  @Test(arguments: [1, 2, 17], [3, 4]) func unrolledCells(steps: Int, gates: Int) throws {
    let (rows, units) = (2, 3)
    let weights = [[gates * units, units], [gates * units], [gates * units, units], [gates * units]]
    let inputs = [[rows, units], [rows, units]] + weights + Array(repeating: [rows, units], count: steps)
    let unrolled = GradientCase("\(steps) steps of \(gates) gates", inputs) { x in
      var (hidden, cell) = (x[0], x[1])
      for step in 0..<steps {
        let (input, state) = (x[6 + step].linear(x[2], bias: x[3]), hidden.linear(x[4]))
        if gates == 3 {
          hidden = .gruGates(input: input, hiddenGates: state + x[5], hidden: hidden)
          cell = cell * hidden
        } else {
          (hidden, cell) = Tensor.lstmGates(input + state, bias: x[5], cell: cell)
        }
      }
      return hidden + cell
    }
    for transformations in [[], .all] as [Transformations] {
      try unrolled.check(TensorBench(), transformations: transformations)
    }
  }

  @Test func productsOverStepsAreOneAndGiveTheirSum() throws {
    let (steps, rows) = (5, 32)
    var random = SeededGenerator(seed: 4)
    let graph = Graph()
    let weight = graph.input("w", [8, 8])
    let inputs = (0..<steps).map { graph.input("x\($0)", [rows, 8]) }
    let outputs = inputs.map { (2 * $0).linear(weight).activated(by: .tanh) }
    let cotangents = outputs.map { graph.constant(random.floats($0.count), $0.shape) }
    let joined: Tensor = try #require(graph.gradients(of: Array(zip(outputs, cotangents)), with: [weight])[0])
    let parts = zip(outputs, cotangents).map { graph.gradients(of: [($0, $1)], with: [weight])[0]! }
    let sum = parts.dropFirst().reduce(parts[0]) { $0 + $1 }
    var values = ["w": random.floats(64)]
    for step in 0..<steps { values["x\(step)"] = random.floats(rows * 8) }
    let bench = try TensorBench()
    let results = try bench.run(graph, outputs: ["joined": joined, "sum": sum], inputs: values)
    expectClose(results["joined"]!, results["sum"]!.map(Double.init), relative: 1e-5, absolute: 1e-5)
    let executable = try Executable(
      .init(outputs: ["joined": joined]), graph: graph, store: bench.store([]), context: bench.context)
    let operations = executable.steps.map(\.operation)
    #expect(operations.filter { $0 == "linear_weight_gradient" }.count == 1)
    #expect(!operations.contains("concatenate"))
  }
}
