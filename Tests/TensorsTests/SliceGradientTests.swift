import Device
import Operations
import Tensors
import TestSupport
import Testing

/// The gradients of x [5, 2, 3] when its slices along an axis are weighed by themselves squared.
private func gradient(of slices: [(start: Int, length: Int)], axis: Int) throws -> (
  actual: [Float], expected: [Double]
) {
  let shape = [5, 2, 3]
  let graph = Graph()
  let x = graph.input("x", shape)
  let loss = slices.map { slice in
    let part = x.sliced(axis: axis, start: slice.start, length: slice.length)
    return (Float(slice.start + 1) * part.squared()).sum()
  }.reduce(graph.zeros([])) { $0 + $1 }
  var numbers = SeededGenerator(seed: 3)
  let values = numbers.floats(shape.product)
  let gradient = graph.gradients(of: loss, with: [x])[0]!
  let run = try TensorBench().run(graph, outputs: ["gradient": gradient], inputs: ["x": values])
  let stride = shape[(axis + 1)...].product
  let expected = values.indices.map { index in
    let place = index / stride % shape[axis]
    let weight = slices.filter { ($0.start..<$0.start + $0.length).contains(place) }.map(\.start)
    return 2 * Double(values[index]) * Double(weight.reduce(0) { $0 + $1 + 1 })
  }
  return (run["gradient"]!, expected)
}

@Test(arguments: [
  [0, 1, 2, 3, 4], [4, 2, 0], [1], [3, 3, 1],
]) func slicesOfSingleStepsAreJoined(starts: [Int]) throws {
  let (actual, expected) = try gradient(of: starts.map { ($0, 1) }, axis: 0)
  expectClose(actual, expected)
}

@Test func overlappingSlicesAddUp() throws {
  let (actual, expected) = try gradient(of: [(0, 1), (1, 1), (1, 4), (0, 4), (2, 3), (4, 1)], axis: 0)
  expectClose(actual, expected)
}

@Test func slicesOfTheLastAxisAreJoined() throws {
  let (actual, expected) = try gradient(of: [(0, 1), (1, 1), (2, 1)], axis: 2)
  expectClose(actual, expected)
}

@Test func gradientsOfAllStepsAreJoinedWithoutCopies() throws {
  let graph = Graph()
  let x = graph.input("x", [8, 64])
  let steps = (0..<8).map { x.sliced(axis: 0, start: $0, length: 1).squared().exponential().sum() }
  let loss = steps.dropFirst().reduce(steps[0]) { $0 + $1 }
  let device = try Devices.select(nil)
  let executable = try Executable(
    Executable.Program(outputs: ["gradient": graph.gradients(of: loss, with: [x])[0]!]), graph: graph,
    store: VariableStore([], device: device), context: OperationContext(device: device))
  #expect(executable.steps.filter { $0.operation.contains("slice") }.isEmpty)
  #expect(executable.steps.filter { $0.operation == "concatenate" }.count <= 8)
}
