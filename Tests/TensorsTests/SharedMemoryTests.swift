import Operations
import Testing
import TestSupport

@testable import Tensors

/// Values that lie in one another's memory keep what they hold until all have read it.
@Suite struct SharedMemoryTests {
  private let values: [Float] = (0..<64).map { Float($0) + 1 }

  /// The output as the host computes it, for every set of transformations, of an input x [64].
  private func check(_ build: (Tensor) -> Tensor) throws {
    for transformations in Transformations.tested {
      let graph = Graph()
      let output = build(graph.input("x", [64]))
      let actual = try TensorBench().run(
        graph, outputs: ["y": output], inputs: ["x": values], options: .init(transformations))
      let host = HostInterpreter(graph: graph, inputs: ["x": values.map(Double.init)])
      expectClose(actual["y"]!, host.values(of: [output])[0], "\(transformations)")
    }
  }

  @Test func aRepeatedPartOfAnOperandIsNotOverwritten() throws {
    try check { x in
      let a = (2 * x).reshaped([2, 32])
      return a + a.sliced(axis: 0, start: 0, length: 1)
    }
  }

  @Test func anOperandUnderAnotherShapeIsReadInTime() throws {
    try check { x in
      let a = 2 * x
      return a.reshaped([8, 8]) * a.reshaped([1, 8, 8])
    }
  }

  @Test func aCopiedSliceOfWhatItIsJoinedWith() throws {
    try check { x in
      let a = 2 * x
      return .concatenate([a, a.sliced(axis: 0, start: 1, length: 32), a], axis: 0)
    }
  }

  @Test func aReshapedValueJoinedWithItself() throws {
    try check { x in
      let a = 2 * x
      return .concatenate([a.reshaped([2, 32]), a.reshaped([2, 32]), (a + x).reshaped([2, 32])], axis: 0)
    }
  }

  @Test func joinsOfJoinsAndTheirViews() throws {
    try check { x in
      let a = Tensor.concatenate([2 * x, 3 * x], axis: 0)
      let b = Tensor.concatenate([a, x.squared()], axis: 0)
      return 2 * b
        + Tensor.concatenate(
          [b.sliced(axis: 0, start: 64, length: 128), 4 * a.sliced(axis: 0, start: 0, length: 64)], axis: 0)
    }
  }

  @Test func oneTensorAsBothRunningAverages() throws {
    for transformations in Transformations.tested {
      let graph = Graph()
      let x = graph.input("x", [4, 1])
      let start = 0.5 * graph.input("start", [1])
      let result = x.batchNormalized(
        weight: graph.full([1], 1), bias: start, runningMean: start, runningVariance: start, momentum: 0.5,
        epsilon: 1e-5)
      let actual = try TensorBench().run(
        graph, outputs: ["y": result.output, "mean": result.runningMean, "variance": result.runningVariance],
        inputs: ["x": [1, 2, 3, 6], "start": [2]], options: .init(transformations))
      let scale = 1 / (3.5 + 1e-5).squareRoot()
      expectClose(actual["y"]!, [-2, -1, 0, 3].map { $0 * scale + 1 }, "output")
      expectClose(actual["mean"]!, [2], "mean")
      expectClose(actual["variance"]!, [(1 + 14.0 / 3) / 2], "variance")
    }
  }

  @Test func inputsStay() throws {
    let bench = try TensorBench()
    let graph = Graph()
    let x = graph.input("x", [64])
    let y = ((x + 1) * x.reshaped([64])).squared() + x
    for _ in 0..<2 {
      let actual = try bench.run(graph, outputs: ["x": x, "y": y], inputs: ["x": values])
      #expect(actual["x"] == values)
    }
  }

  @Test func outputsThatAreInputsViewsOrOneValueTwice() throws {
    for transformations in Transformations.tested {
      let graph = Graph()
      let x = graph.input("x", [64])
      let y = 2 * x
      let part = y.sliced(axis: 0, start: 32, length: 8)
      let odd = y.sliced(axis: 0, start: 3, length: 8)
      let actual = try TensorBench().run(
        graph,
        outputs: [
          "x": x, "view": x.reshaped([8, 8]), "end": x.sliced(axis: 0, start: 60, length: 4), "part": part,
          "odd": odd, "y": y, "again": y, "z": part + odd, "stopped": y.stoppingGradient(),
        ],
        inputs: ["x": values], options: .init(transformations))
      let doubled = values.map { 2 * $0 }
      #expect(actual["x"] == values && actual["view"] == values && actual["end"] == Array(values[60...]))
      #expect(actual["part"] == Array(doubled[32..<40]) && actual["odd"] == Array(doubled[3..<11]))
      #expect(actual["y"] == doubled && actual["again"] == doubled && actual["stopped"] == doubled)
      #expect(actual["z"] == zip(doubled[32..<40], doubled[3..<11]).map(+))
    }
  }
}
