import Operations
import Testing

@testable import Tensors

/// Mistakes in shapes and types stop the program with the operation's name and what does not fit.
@Suite struct ShapeMistakeTests {
  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test func linear() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph()
      _ = graph.input("x", [3, 5]).linear(graph.input("w", [7, 4]))
    }
    #expect(text(result).contains("linear: input float32 [3, 5], weight float32 [7, 4]"))
  }

  @Test func broadcasting() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph()
      _ = graph.input("x", [3, 5]) + graph.input("y", [3])
    }
    #expect(text(result).contains("add: shapes [3, 5] and [3] do not broadcast"))
  }

  @Test func elementTypes() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph()
      _ = graph.input("x", [3, 5], .uint8).linear(graph.input("w", [7, 5]))
    }
    #expect(text(result).contains("linear of [uint8 [3, 5], float32 [7, 5]]"))
  }

  @Test func slices() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Graph().input("x", [3, 5]).sliced(axis: 0, start: 1, length: 3)
    }
    #expect(text(result).contains("slice: 1..<4 along axis 0 of a shape of [3, 5]"))
    await #expect(processExitsWith: .failure) {
      _ = Graph().input("x", [3]).sliced(axis: 1, start: 0, length: 3)
    }
  }

  @Test func concatenation() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph()
      _ = Tensor.concatenate([graph.input("x", [3, 5]), graph.input("y", [4, 6])], axis: 0)
    }
    #expect(text(result).contains("concatenate: float32 [3, 5] and float32 [4, 6] along axis 0"))
  }

  @Test func cells() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph()
      let gates = graph.input("gates", [2, 9])
      _ = Tensor.gruGates(input: gates, hiddenGates: gates, hidden: graph.input("state", [3]))
    }
    #expect(text(result).contains("gru_gates: input gates float32 [2, 9]"))
  }

  @Test func oneNameForTwoInputs() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph()
      _ = graph.input("x", [3])
      _ = graph.input("x", [4])
    }
    #expect(text(result).contains("the input x is float32 [3] and float32 [4]"))
  }

  @Test func operationsWithoutADerivative() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph()
      let x = graph.input("x", [3])
      let first = graph.gradients(of: [(x.softmax(), graph.full([3], 1))], with: [x])[0]!
      _ = graph.gradients(of: first.sum(), with: [x])
    }
    #expect(text(result).contains("softmax_backward has no derivative"))
  }

  @Test func gradientsOfNoScalarAndTwoValuesOfOneVariable() async {
    await #expect(processExitsWith: .failure) {
      let graph = Graph()
      let x = graph.input("x", [3])
      _ = graph.gradients(of: x, with: [x])
    }
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let variable = Variable("state", shape: [3], role: .state)
      let value = Graph().zeros([3])
      Executable.Program(outputs: [:], assignments: [(variable, value), (variable, value)]).check()
    }
    #expect(text(result).contains("two results for state [3]"))
  }
}
