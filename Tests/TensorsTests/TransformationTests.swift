import Operations
import Testing
import TestSupport

@testable import Tensors

/// No transformation of a graph changes what it computes.
@Suite struct TransformationTests {
  /// Where values lie changes no bit.
  @Test(arguments: 0..<40) func placesChangeNothing(seed: Int) throws {
    let bench = try TensorBench(seed % 2 == 0 ? .vector : .group)
    let plain = try RandomGraph(seed: seed).run(bench, [])
    for transformations in [[.inPlace], [.placement], [.inPlace, .placement]] as [Transformations] {
      let actual = try RandomGraph(seed: seed).run(bench, transformations)
      #expect(plain.keys == actual.keys)
      for (name, expected) in plain {
        #expect(actual[name]!.map(\.bitPattern) == expected.map(\.bitPattern), "\(name), \(transformations)")
      }
    }
  }

  /// Kernels of several functions round less often, and gradients of equal values are added up in another order.
  @Test(arguments: 0..<10) func fusionAndSharingKeepWhatIsComputed(seed: Int) throws {
    let bench = try TensorBench()
    let plain = try RandomGraph(seed: seed, mergesCommonSubexpressions: false).run(bench, [])
    let actual = try RandomGraph(seed: seed).run(bench, .all)
    #expect(plain.keys == actual.keys)
    for (name, expected) in plain {
      expectClose(
        actual[name]!, expected.map(Double.init), relative: 1e-5, absolute: 1e-6, name)
    }
  }

  @Test func chainsBecomeOneLaunch() throws {
    let graph = Graph()
    let (x, y) = (graph.input("x", [3, 5]), graph.input("y", [5]))
    let z = 2 * (x + y)
    let result = (z * z).activated(by: .tanh) + 1
    let executable = try Executable(
      .init(outputs: ["z": result]), graph: graph,
      store: VariableStore([], device: TensorBench().context.device),
      context: TensorBench().context)
    #expect(executable.steps.count == 1)
    // An operand that occurs twice is computed once.
    let lowered = Lowering(graph, roots: [result.value], transformations: .all)
    let fused = try #require(lowered.graph.nodes.last?.operation as? Pointwise)
    #expect(fused.expression.inputCount == 2 && fused.expression.steps.count == 5)
  }

  /// A normalization takes in a sum and an activation of its result, in any order of the sum's terms; not where the
  /// result is read elsewhere, or the running averages are read before the sum.
  @Test(arguments: [KernelVariant.vector, .group], [[67, 19], [5, 6, 7, 40]])
  func normalizationsTakeInWhatFollows(variant: KernelVariant, shape: [Int]) throws {
    let bench = try TensorBench(variant)
    let graph = Graph()
    let channels = [shape.last!]
    let (x, skip) = (graph.input("x", shape), graph.input("skip", shape))
    let parameters = ["weight", "bias", "mean", "variance"].map { graph.input($0, channels) }
    func normalized(_ x: Tensor) -> (output: Tensor, runningMean: Tensor, runningVariance: Tensor) {
      x.batchNormalized(
        weight: parameters[0], bias: parameters[1], runningMean: parameters[2],
        runningVariance: parameters[3],
        momentum: 0.1, epsilon: 1e-5)
    }
    let first = normalized(x)
    let second = normalized(2 * x)
    let third = normalized(3 * x)
    let outputs = [
      "residual": (skip + first.output).activated(by: .relu), "first mean": first.runningMean,
      "activated": second.output.activated(by: .tanh), "second variance": second.runningVariance,
      "read": third.output, "read and activated": third.output.activated(by: .relu),
      "early": (normalized(x * x).output + graph.input("late", channels).expanded(to: shape)),
    ]
    var random = SeededGenerator(seed: 5)
    let inputs = graph.inputTypes.sorted { $0.key < $1.key }.reduce(into: [String: [Float]]()) {
      $0[$1.key] = random.floats($1.value.shape.reduce(1, *)).map { abs($0) + 0.1 }
    }
    let roots = outputs.sorted { $0.key < $1.key }
    let lowered = Lowering(graph, roots: roots.map(\.value.value), transformations: .all)
    let found = lowered.graph.nodes.compactMap { $0.operation as? BatchNormalization }
    #expect(found.count { $0.hasSum && $0.activation == .relu } == 1)
    #expect(found.count { !$0.hasSum && $0.activation == .tanh } == 1)
    #expect(found.count { $0.activation == nil } == 2 && found.count == 4)
    let actual = try bench.run(graph, outputs: outputs, inputs: inputs)
    var options = Executable.Options()
    options.transformations = []
    let apart = try bench.run(graph, outputs: outputs, inputs: inputs, options: options)
    for (name, values) in apart {
      expectClose(actual[name]!, values.map(Double.init), relative: 1e-5, absolute: 1e-6, name)
    }
  }

  /// The gradients of a weight and a bias from the same gradient are one operation, in either order, unless one of
  /// them is read before the other can be computed.
  @Test(
    arguments: [(true, false), (false, false), (true, true), (false, true)], [KernelVariant.vector, .group])
  func parameterGradientsAreJoined(_ order: (biasFirst: Bool, readsFirst: Bool), variant: KernelVariant)
    throws
  {
    let bench = try TensorBench(variant)
    let graph = Graph()
    let (x, dy) = (graph.input("x", [37, 5]), graph.input("dy", [37, 19]))
    let sums = [graph.input("w", [19, 5]), graph.input("b", [19])]
    func weight(_ x: Tensor) -> Tensor { graph.add(LinearWeightGradient(), [sums[0], dy, x])[0] }
    func bias(_ sum: Tensor) -> Tensor { graph.add(BiasGradient(), [sum, dy])[0] }
    let first = order.biasFirst ? bias(sums[1]) : weight(x)
    let second =
      if order.biasFirst {
        weight(order.readsFirst ? x + first.sum().expanded(to: [37, 5]) : x)
      } else {
        bias(order.readsFirst ? sums[1] + first.sum().expanded(to: [19]) : sums[1])
      }
    let result = ["first": first, "second": second]
    var random = SeededGenerator(seed: 3)
    let inputs = graph.inputTypes.sorted { $0.key < $1.key }.reduce(into: [String: [Float]]()) {
      $0[$1.key] = random.floats($1.value.shape.reduce(1, *))
    }
    let roots = result.sorted { $0.key < $1.key }
    let lowered = Lowering(graph, roots: roots.map(\.value.value), transformations: .all)
    let joined = lowered.graph.nodes.filter { $0.operation is LinearParameterGradients }
    #expect(joined.count == (order.readsFirst ? 0 : 1))
    let actual = try bench.run(graph, outputs: result, inputs: inputs)
    var options = Executable.Options()
    options.transformations = []
    let apart = try bench.run(graph, outputs: result, inputs: inputs, options: options)
    for name in result.keys {
      expectClose(actual[name]!, apart[name]!.map(Double.init), relative: 1e-5, absolute: 1e-4, name)
    }
  }

  @Test func longChainsAreCut() throws {
    let bench = try TensorBench()
    let graph = Graph()
    let x = graph.input("x", [5])
    let result = (0..<70).reduce(x) { value, index in
      (value + 0.5 * graph.input("y\(index)", [5])).activated(by: .tanh)
    }
    var random = SeededGenerator(seed: 1)
    var inputs = ["x": random.floats(5)]
    for index in 0..<70 { inputs["y\(index)"] = random.floats(5) }
    let actual = try bench.run(graph, outputs: ["z": result], inputs: inputs)
    let host = HostInterpreter(graph: graph, inputs: inputs.mapValues { $0.map(Double.init) })
    expectClose(actual["z"]!, host.values(of: [result])[0])
  }

  @Test func workThatNothingNeedsIsLeftOut() throws {
    let graph = Graph()
    let x = graph.input("x", [5])
    _ = x.reshaped([1, 5]).exponential().linear(graph.input("w", [5, 5]))
    let executable = try Executable(
      .init(outputs: ["y": 2 * x]), graph: graph,
      store: VariableStore([], device: TensorBench().context.device),
      context: TensorBench().context)
    #expect(executable.steps.map(\.operation) == ["affine"] && executable.inputs.keys.sorted() == ["x"])
  }
}
