import Device
import Operations
import Tensors
import TestSupport
import Testing

private let cases: [(shape: [Int], axis: Int, sizes: [Int])] = [
  ([0], 0, [1]), ([0], 0, [5, 1, 17]), ([7, 0, 3], 1, [4, 19, 2]), ([7, 0, 3], -2, [1, 1]),
  ([61, 0], -1, [33, 5, 16, 1]), ([0, 5], 0, [2, 3]), ([3, 2, 0], 2, [5000, 7]), ([130, 0, 1], 1, [1, 2]),
]

/// Element (row, middle, inner) of a slice along `axis` of `whole`, whose axis is as long as `size`.
private func part(_ whole: [Double], _ shape: [Int], axis: Int, from start: Int, size: Int) -> [Double] {
  let inner = shape[(axis + 1)...].reduce(1, *), rows = shape[..<axis].reduce(1, *)
  return (0..<rows).flatMap { row in
    let base = (row * shape[axis] + start) * inner
    return whole[base..<(base + size * inner)]
  }
}

@Test(arguments: cases, [KernelVariant.vector, .group])
func concatenationMatchesReference(
  test: (shape: [Int], axis: Int, sizes: [Int]), variant: KernelVariant
) throws {
  let axis = test.axis < 0 ? test.axis + test.shape.count : test.axis
  var shape = test.shape
  shape[axis] = test.sizes.reduce(0, +)
  var numbers = SeededGenerator(seed: 8)
  let whole = numbers.floats(shape.product), cotangent = numbers.floats(shape.product)
  var inputs: [String: (shape: [Int], values: [Float])] = [:]
  var gradients: [String: [Double]] = [:]
  var start = 0
  for (name, size) in zip(["a", "b", "c", "d"], test.sizes) {
    var partShape = shape
    partShape[axis] = size
    inputs[name] = (
      partShape, part(whole.map(Double.init), shape, axis: axis, from: start, size: size).map(Float.init)
    )
    gradients[name] = part(cotangent.map(Double.init), shape, axis: axis, from: start, size: size)
    start += size
  }
  let run = try OperationRun(
    "concat", attributes: ["axis": .number(Double(test.axis))], inputs: inputs,
    cotangents: ["output": cotangent], differentiated: Set(inputs.keys), variant: variant,
    device: Devices.select())
  #expect(run.outputs["output"]! == whole)
  for (name, gradient) in gradients { #expect(run.gradients[name]!.map(Double.init) == gradient) }
}

@Test(arguments: cases, [KernelVariant.vector, .group])
func sliceMatchesReference(test: (shape: [Int], axis: Int, sizes: [Int]), variant: KernelVariant) throws {
  let axis = test.axis < 0 ? test.axis + test.shape.count : test.axis
  var shape = test.shape
  shape[axis] = test.sizes.reduce(0, +)
  var numbers = SeededGenerator(seed: 9)
  let whole = numbers.floats(shape.product)
  var start = 0
  for size in test.sizes {
    let length = shape.product / shape[axis] * size
    let cotangent = numbers.floats(length)
    let run = try OperationRun(
      "slice",
      attributes: [
        "axis": .number(Double(test.axis)), "start": .number(Double(start)), "length": .number(Double(size)),
      ], inputs: ["input": (shape, whole)], cotangents: ["output": cotangent], differentiated: ["input"],
      variant: variant, device: Devices.select())
    #expect(
      run.outputs["output"]!.map(Double.init)
        == part(whole.map(Double.init), shape, axis: axis, from: start, size: size))
    let gradient = run.gradients["input"]!.map(Double.init)
    #expect(
      part(gradient, shape, axis: axis, from: start, size: size).map(Float.init) == cotangent)
    #expect(gradient.filter { $0 == 0 }.count == shape.product - length)
    start += size
  }
}

@Test func partsThatDoNotFitAreRefused() throws {
  let device = try Devices.select()
  func refused(
    _ operation: String, _ attributes: [String: Double], _ inputs: [String: [Int]]
  ) {
    #expect(throws: OperationError.self) {
      try NamedOperation.trace(
        OperationRequest(
          operation: operation, attributes: attributes.mapValues { .number($0) },
          inputs: inputs.mapValues { .init(shape: $0) }), device: device.info)
    }
  }
  refused("concat", ["axis": 0], [:])
  refused("concat", ["axis": 0], ["a": [2, 3], "b": [2, 4]])
  refused("concat", ["axis": 0], ["a": [2, 3], "b": [2]])
  refused("concat", ["axis": 2], ["a": [2, 3], "b": [2, 3]])
  refused("concat", [:], ["a": [2, 3]])
  refused("slice", ["axis": 0, "start": 1, "length": 2], ["input": [2, 3]])
  refused("slice", ["axis": 0, "start": -1, "length": 2], ["input": [2, 3]])
  refused("slice", ["axis": 0, "start": 0, "length": 0], ["input": [2, 3]])
  refused("slice", ["axis": -3, "start": 0, "length": 1], ["input": [2, 3]])
  refused("slice", ["axis": 0, "start": 0, "length": 9e18], ["input": [2, 3]])
}
