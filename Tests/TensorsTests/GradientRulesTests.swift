import Operations
import Testing
import TestSupport

@testable import Tensors

/// What gradients are of what, and where they are left.
@Suite struct GradientRulesTests {
  private let w = Variable("w", shape: [3], role: .parameter(decays: true))
  private let v = Variable("v", shape: [3], role: .parameter(decays: true))
  private let u = Variable("u", shape: [2, 3], role: .parameter(decays: false))

  /// The gradients that one run leaves in the block, by variable, for w = [1, 2, 3], v = [4, 5, 6], u = 1 … 6.
  private func block(
    _ transformations: Transformations, _ build: (Graph) -> [(variable: Variable, gradient: Tensor?)]
  )
    throws -> [Variable: [Float]]
  {
    let bench = try TensorBench()
    let store = try bench.store([(w, [1, 2, 3]), (v, [4, 5, 6]), (u, [1, 2, 3, 4, 5, 6])])
    let layout = store.layout!
    var options = Executable.Options(transformations)
    let block = try bench.context.makeArray([layout.count])
    options.gradientBlock = block
    let graph = Graph()
    _ = try bench.run(
      .init(outputs: [:], gradients: build(graph)), graph, store: store, options: options, runs: 2)
    let values: [Float] = try bench.queue.download(block.buffer, range: nil).wait().array()
    return Dictionary(
      uniqueKeysWithValues: zip(store.parameters, layout.tensors).map {
        ($0, Array(values[$1.offset..<$1.offset + $1.shape.product]))
      })
  }

  @Test(arguments: Transformations.tested)
  func parametersThatTheLossDoesNotDependOnGetZeros(_ transformations: Transformations) throws {
    let gradients = try block(transformations) { graph in
      let tensors = [w, v, u].map(graph.variable)
      let found = graph.gradients(of: tensors[0].squared().sum(), with: tensors)
      #expect(found[1] == nil && found[2] == nil)
      return Array(zip([w, v, u], found))
    }
    #expect(gradients == [w: [2, 4, 6], v: [0, 0, 0], u: [0, 0, 0, 0, 0, 0]])
  }

  @Test(arguments: Transformations.tested)
  func gradientsThatAreOneTensorAConstantOrAnotherVariable(_ transformations: Transformations) throws {
    let same = try block(transformations) { graph in
      let tensors = [w, v].map(graph.variable)
      let found = graph.gradients(of: (tensors[0] + tensors[1]).squared().sum(), with: tensors)
      #expect(found[0] == found[1])
      return Array(zip([w, v], found))
    }
    #expect(same == [w: [10, 14, 18], v: [10, 14, 18], u: [0, 0, 0, 0, 0, 0]])
    let variables = try block(transformations) { graph in
      let tensors = [w, v].map(graph.variable)
      return Array(zip([w, v], graph.gradients(of: (tensors[0] * tensors[1]).sum(), with: tensors)))
    }
    #expect(variables == [w: [4, 5, 6], v: [1, 2, 3], u: [0, 0, 0, 0, 0, 0]])
    let constants = try block(transformations) { graph in
      let found = graph.gradients(
        of: [(graph.variable(w), graph.constant([7, 8, 9], [3]))], with: [graph.variable(w)])
      return [(w, found[0])]
    }
    #expect(constants[w] == [7, 8, 9])
  }

  @Test(arguments: Transformations.tested)
  func gradientsThatAreJoinsOrViews(_ transformations: Transformations) throws {
    let gradients = try block(transformations) { graph in
      let x = graph.variable(w)
      let joined = Tensor.concatenate([2 * x, 3 * x], axis: 0).reshaped([2, 3])
      return [
        (u, Tensor.stack([5 * x, 7 * x])), (w, joined.sliced(axis: 0, start: 1, length: 1).reshaped([3])),
        (v, (4 * x).reshaped([1, 3]).reshaped([3])),
      ]
    }
    #expect(gradients == [w: [3, 6, 9], v: [4, 8, 12], u: [5, 10, 15, 7, 14, 21]])
  }

  @Test func aSumThatOthersReadIsNotAddedTo() throws {
    let gradients = try block(.all) { graph in
      let rows = graph.variable(u)
      let first = graph.add(BiasGradient(), [graph.accumulator(w.type), rows])[0]
      let second = graph.add(BiasGradient(), [first, rows])[0]
      return [(v, second), (w, first)]
    }
    #expect(gradients[w] == [5, 7, 9] && gradients[v] == [10, 14, 18])
  }

  /// The values of gradients by x = [1, 2, 3].
  private func gradients(_ build: (Tensor) -> [Tensor?]) throws -> [[Float]?] {
    let graph = Graph()
    let found = build(graph.input("x", [3]))
    var outputs: [String: Tensor] = [:]
    for (index, gradient) in found.enumerated() { if let gradient { outputs["\(index)"] = gradient } }
    let values = try TensorBench().run(graph, outputs: outputs, inputs: ["x": [1, 2, 3]])
    return found.indices.map { values["\($0)"] }
  }

  @Test func gradientsAreStoppedAndScaled() throws {
    let found = try gradients { x in
      let graph = x.graph
      return [
        graph.gradients(of: (x * x.stoppingGradient()).sum(), with: [x])[0],
        graph.gradients(of: x.squared().scalingGradient(by: 0.5).sum(), with: [x])[0],
        graph.gradients(of: x.squared().scalingGradient(by: 1).sum(), with: [x])[0],
        graph.gradients(of: x.squared().stoppingGradient().sum(), with: [x])[0],
      ]
    }
    #expect(found == [[1, 2, 3], [1, 2, 3], [2, 4, 6], nil])
  }

  @Test func gradientsGoThroughOneAnother() throws {
    let found = try gradients { x in
      let y = x.squared()
      let loss = (y * x).sum()
      return x.graph.gradients(of: loss, with: [x, y, x, loss, y.exponential()])
    }
    #expect(found == [[3, 12, 27], [1, 2, 3], [3, 12, 27], [1], nil])
  }

  @Test func gradientsByOneOfSeveralOutputs() throws {
    let graph = Graph()
    let cell = graph.input("cell", [1, 1])
    let state = Tensor.lstmGates(graph.input("gates", [1, 4]), bias: graph.zeros([4]), cell: cell)
    let found = graph.gradients(
      of: (2 * state.hidden + 3 * state.cell).sum(), with: [state.hidden, cell])
    let values = try TensorBench().run(
      graph,
      outputs: ["hidden": try #require(found[0] as Tensor?), "cell": try #require(found[1] as Tensor?)],
      inputs: ["cell": [0], "gates": [0, 0, 0, 0]])
    // d cell′ / d cell = logistic(0), d hidden / d cell′ = logistic(0) at cell′ = 0.
    #expect(values == ["hidden": [2], "cell": [2]])
  }

  /// Σ |dy · weight|², differentiated once more by dy and the weight.
  @Test func secondDerivativesOfProducts() throws {
    let linear: (String, [Int], [Int], [Int]) = ("linear", [3, 5], [4, 5], [3, 4])
    let convolution: (String, [Int], [Int], [Int]) = (
      "convolution", [1, 4, 4, 2], [3, 3, 2, 3], [1, 2, 2, 3]
    )
    for (name, inputShape, weightShape, outputShape) in [linear, convolution] {
      let graph = Graph()
      let (x, weight, dy) = (
        graph.input("x", inputShape), graph.input("w", weightShape), graph.input("dy", outputShape)
      )
      let y =
        name == "linear" ? x.linear(weight) : x.convolution(weight, windows: ConvolutionWindows())
      let first: Tensor = try #require(graph.gradients(of: [(y, dy)], with: [x])[0])
      let second = graph.gradients(of: first.squared().sum(), with: [weight, dy])
      var random = SeededGenerator(seed: 2)
      let inputs = [
        "x": random.floats(x.count), "w": random.floats(weight.count), "dy": random.floats(dy.count),
      ]
      let actual = try TensorBench().run(
        graph, outputs: ["w": try #require(second[0] as Tensor?), "dy": try #require(second[1] as Tensor?)],
        inputs: inputs)
      var host = HostInterpreter(graph: graph, inputs: inputs.mapValues { $0.map(Double.init) })
      for name in ["w", "dy"] {
        let point = host.inputs[name]!
        let expected = numericalGradient(at: point, step: 1e-3) { point in
          host.inputs[name] = point
          // y is linear in x.
          let inner = numericalGradient(at: host.inputs["x"]!, step: 1) { x in
            var inner = host
            inner.inputs["x"] = x
            return dotProduct(inner.values(of: [y])[0], inner.inputs["dy"]!)
          }
          return inner.map { $0 * $0 }.reduce(0, +)
        }
        host.inputs[name] = point
        expectClose(actual[name]!, expected, relative: 1e-4, absolute: 1e-4, "\(name)")
      }
    }
  }
}
