import Operations
import Testing
import TestSupport

@testable import Tensors

@Suite struct BoundedExecutableTests {
  @Test func theLadderEndsAtTheBound() {
    #expect(BoundedExecutable.bucketSizes(to: 1) == [1])
    #expect(BoundedExecutable.bucketSizes(to: 16) == [1, 2, 4, 8, 16])
    #expect(BoundedExecutable.bucketSizes(to: 17) == [1, 2, 4, 8, 16, 17])
    #expect(BoundedExecutable.bucketSizes(to: 100) == [1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 100])
  }

  /// Functions of rows, with the shape of a row and of a weight.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let row: [Int]
    let weights: [[Int]]
    let function: @Sendable (_ x: Tensor, _ weights: [Tensor]) -> [Tensor]
  }

  static let cases: [Case] = [
    Case(testDescription: "perceptron and heads", row: [37], weights: [[67, 37], [67], [33, 67], [33]]) {
      x, w in
      let hidden = x.linear(w[0], bias: w[1]).activated(by: .elu).minMaxScaled()
      let logits = hidden.linear(w[2], bias: w[3])
      return [logits.softmax(), logits.logSoftmax(), logits.supportToScalar(), logits.sum([1]), hidden]
    },
    Case(testDescription: "wide perceptron", row: [513], weights: [[601, 513], [601], [5, 601]]) { x, w in
      let logits = x.linear(w[0], bias: w[1]).activated(by: .relu)
      return [logits.softmax(), logits.supportToScalar(), logits.linear(w[2])]
    },
    Case(
      testDescription: "convolutions", row: [6, 7, 3],
      weights: [[3, 3, 3, 16], [16], [16], [1, 1, 16, 2], [2], [84, 84]]
    ) { x, w in
      let image = x.convolution(w[0], windows: ConvolutionWindows(padding: 1))
      let normal = image.batchNormalized(
        weight: w[1], bias: w[2], runningMean: w[1], runningVariance: w[2].squared(), epsilon: 1e-5
      ).activated(by: .relu)
      let planes = normal.convolution(w[3], bias: w[4], windows: ConvolutionWindows())
      return [
        planes.reshaped([x.shape[0], -1]).linear(w[5]).softmax(), normal.averagePooled(size: 2, stride: 2),
        normal.minMaxScaled(), normal.mean([1, 2]), normal.maximumPooled(size: 3, stride: 2),
      ]
    },
    Case(
      testDescription: "strided and transposed convolutions", row: [8, 8, 4],
      weights: [[4, 4, 4, 24], [24], [24, 5, 5, 3], [3], [24], [24]]
    ) { x, w in
      let image = x.convolution(w[0], bias: w[1], windows: ConvolutionWindows(stride: 2))
      let normal = image.layerNormalized(weight: w[4], bias: w[5])
      return [normal, normal.convolution(w[2], bias: w[3], windows: .transposed(stride: 2))]
    },
    Case(testDescription: "recurrent cells", row: [20], weights: [[60, 20], [60], [80, 20], [80]]) { x, w in
      let gates = x.linear(w[0], bias: w[1])
      let cell = Tensor.lstmGates(x.linear(w[2]), bias: w[3], cell: x)
      return [.gruGates(input: gates, hiddenGates: gates, hidden: x), cell.hidden, cell.cell]
    },
    Case(testDescription: "distributions", row: [12], weights: [[12]]) { x, w in
      let parts = x.split([6, 6], axis: 1)
      let normal = DiagonalNormal(mean: parts[0], deviation: parts[1].activated(by: .softplus))
      let prior = DiagonalNormal(mean: parts[1], deviation: parts[0].activated(by: .softplus))
      let noise = x.graph.normal([x.shape[0], 6])
      return [
        normal.divergence(from: prior), normal.sample(noise: noise), noise,
        Tensor.concatenate([x, w[0] * x], axis: 1), x.graph.uniform([x.shape[0], 3]),
      ]
    },
  ]

  @Test(arguments: cases, [KernelVariant.vector, .group])
  func aRowsResultDoesNotDependOnTheirNumber(_ rowCase: Case, variant: KernelVariant) throws {
    let bound = 53
    let bench = try TensorBench(variant)
    var random = SeededGenerator(seed: 5)
    let variables = rowCase.weights.enumerated().map { index, shape in
      (Variable("w\(index)", shape: shape, role: .parameter(decays: true)), random.floats(shape.product))
    }
    let store = try bench.store(variables)
    let bounded = try BoundedExecutable(bound: bound, store: store, context: bench.context) { rows in
      let graph = Graph()
      let x = graph.input("x", [rows] + rowCase.row)
      let results = rowCase.function(x, variables.map { graph.variable($0.0) })
      return (
        graph, .init(outputs: Dictionary(uniqueKeysWithValues: results.enumerated().map { ("y\($0)", $1) }))
      )
    }
    let width = rowCase.row.product
    let values = random.floats(bound * width)
    var expected: [String: [Float]] = [:]
    for rows in (1...bound).reversed() {
      try bounded.run(rows: rows, on: bench.queue, step: 3) {
        $0.set("x", to: Array(values.prefix(rows * width)))
      }
      for name in bounded.executables[0].outputs.keys.sorted() {
        let actual = try bounded.download(name, rows: rows, queue: bench.queue)
        let all = expected[name, default: actual]
        if rows == bound { expected[name] = actual }
        #expect(actual.count == all.count / bound * rows && !actual.contains { $0.isNaN })
        #expect(
          actual.map(\.bitPattern) == all.prefix(actual.count).map(\.bitPattern), "\(name) of \(rows) rows")
      }
    }
  }

  @Test func oneArenaAndOneSetOfInputs() throws {
    let bench = try TensorBench()
    let bounded = try BoundedExecutable(bound: 24, store: bench.store([]), context: bench.context) { rows in
      let graph = Graph()
      let x = graph.input("x", [rows, 64])
      let weight = graph.input("w", [64, 64])
      let index = graph.input("index", [rows], .int32)
      let y = x.linear(weight).softmax().gatheringRows(index).softmax()
      return (graph, .init(outputs: ["y": y, "fixed": weight.sum([0])]))
    }
    #expect(bounded.arenaBytes == bounded.executables.last!.arenaBytes)
    for rows in [1, 5, 24] {
      let executable = bounded.executable(rows: rows)
      #expect(executable.inputs["x"]!.shape[0] >= rows && executable.inputs["w"]!.shape == [64, 64])
      #expect(executable.outputs["fixed"]!.shape == [64])
      #expect(executable.inputs["x"]!.buffer.memory === bounded.executables.last!.inputs["x"]!.buffer.memory)
    }
    #expect(bounded.executable(rows: 5) === bounded.executables[3])
  }

  /// Products that were measured to be faster another way keep to one variant.
  @Test func measuredChoicesOfOtherVariantsArePassedOver() throws {
    let device = try TensorBench().context.device
    let preferred = KernelVariant.preferred(on: device.info)
    let shape = "m=1 n=2 k=3 left=rows right=columns"
    let other: ProductChoice = preferred == .vector ? .group(tile: .tile32x32) : .clblast
    let own: ProductChoice =
      preferred == .vector ? .vector(rows: 8, columns: 16, splits: 1) : .group(tile: .tile32x32)
    let context = OperationContext(
      device: device, selection: ProductSelection([shape: other, shape + " bias": own]))
    #expect(context.independentOfRows().selection == ProductSelection([shape + " bias": own]))
  }
}
