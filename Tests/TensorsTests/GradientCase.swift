import Operations
import Testing
import TestSupport

@testable import Tensors

/// A function of tensors whose value and gradients are compared with the host's, the latter by central differences.
struct GradientCase: Sendable, CustomTestStringConvertible {
  struct Input: Sendable {
    let shape: [Int]
    var range: ClosedRange<Float> = -1...1
    /// Constants have no gradient.
    var isConstant = false
  }

  let name: String
  let inputs: [Input]
  var integers: [String: [Int32]] = [:]
  let function: @Sendable ([Tensor]) -> [Tensor]

  var testDescription: String { "\(name) of \(inputs.map(\.shape))" }

  init(_ name: String, _ shapes: [[Int]], _ function: @escaping @Sendable ([Tensor]) -> Tensor) {
    self.init(name, inputs: shapes.map { Input(shape: $0) }, function)
  }

  init(
    _ name: String, inputs: [Input], integers: [String: [Int32]] = [:],
    _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.init(name, inputs: inputs, functions: { [function($0)] })
    self.integers = integers
  }

  /// A function of several results.
  init(_ name: String, inputs: [Input], functions: @escaping @Sendable ([Tensor]) -> [Tensor]) {
    self.name = name
    self.inputs = inputs
    function = functions
  }

  func check(_ bench: TensorBench, transformations: Transformations = .all, relative: Double = 5e-4) throws {
    var random = SeededGenerator(seed: 7)
    let graph = Graph()
    let values = inputs.map { random.floats($0.shape.product, in: $0.range) }
    let tensors = inputs.enumerated().map { graph.input("x\($0)", $1.shape) }
    let results = function(tensors)
    let weights = results.map { random.floats($0.count) }
    let cotangents = zip(results, weights).map { graph.constant($1, $0.shape) }
    let varied = inputs.indices.filter { !inputs[$0].isConstant }
    let gradients = graph.gradients(of: Array(zip(results, cotangents)), with: varied.map { tensors[$0] })
    var outputs: [String: Tensor] = [:]
    for (index, result) in results.enumerated() { outputs["y\(index)"] = result }
    for (index, gradient) in zip(varied, gradients) {
      let gradient: Tensor = try #require(gradient)
      outputs["dx\(index)"] = gradient
    }
    var options = Executable.Options()
    options.transformations = transformations
    let known = Dictionary(uniqueKeysWithValues: values.enumerated().map { ("x\($0)", $1) })
    let actual = try bench.run(graph, outputs: outputs, inputs: known, integers: integers, options: options)

    var host = HostInterpreter(graph: graph)
    host.inputs = known.mapValues { $0.map(Double.init) }
    for (name, numbers) in integers { host.inputs[name] = numbers.map(Double.init) }
    for (index, expected) in host.values(of: results).enumerated() {
      expectClose(actual["y\(index)"]!, expected, relative: 2e-5, absolute: 1e-5, "\(name): result \(index)")
    }
    for index in varied {
      let gradient = numericalGradient(at: values[index].map(Double.init)) { point in
        host.inputs["x\(index)"] = point
        return zip(host.values(of: results), weights).map { dotProduct($0, $1.map(Double.init)) }.reduce(0, +)
      }
      host.inputs["x\(index)"] = values[index].map(Double.init)
      expectClose(
        actual["dx\(index)"]!, gradient, relative: relative, absolute: 5e-5,
        "\(name): gradient of input \(index)")
    }
  }
}
