import Device
import Operations
import Tensors
import TestSupport
import Testing

/// Pooling of one image plane in double precision, and its input gradient, in PyTorch's order of windows.
private func reference(
  _ plane: [Float], height: Int, width: Int, window: Pooling.Window, cotangent: [Float], maximum: Bool
) -> (output: [Double], gradient: [Double]) {
  let shape = window.outputShape([1, height, width, 1])!
  var output: [Double] = []
  var gradient = [Double](repeating: 0, count: plane.count)
  for row in 0..<shape[1] {
    for column in 0..<shape[2] {
      var members: [Int] = []
      for h in 0..<window.size {
        for w in 0..<window.size {
          let (y, x) = (row * window.stride - window.padding + h, column * window.stride - window.padding + w)
          if 0..<height ~= y && 0..<width ~= x { members.append(y * width + x) }
        }
      }
      let dy = Double(cotangent[output.count])
      let area = Double(window.size * window.size)
      if maximum {
        let best = members.max { plane[$0] < plane[$1] || (plane[$0] == plane[$1] && $0 > $1) }!
        output.append(Double(plane[best]))
        gradient[best] += dy
      } else {
        output.append(members.map { Double(plane[$0]) }.reduce(0, +) / area)
        for member in members { gradient[member] += dy / area }
      }
    }
  }
  return (output, gradient)
}

private let windows = [
  Pooling.Window(size: 2, stride: 2), Pooling.Window(size: 3, stride: 2, padding: 1),
  Pooling.Window(size: 3, stride: 1, padding: 1), Pooling.Window(size: 1, stride: 3),
  Pooling.Window(size: 2, stride: 3, padding: 1), Pooling.Window(size: 5, stride: 1, padding: 2),
]

@Test(arguments: ["max_pool2d", "avg_pool2d"], [KernelVariant.vector, .group])
func poolingMatchesReference(operation: String, variant: KernelVariant) throws {
  var numbers = SeededGenerator(seed: 14)
  for shape in [[1, 1, 5, 5], [2, 3, 7, 4], [1, 17, 6, 11], [3, 16, 4, 4], [2, 33, 3, 13]] {
    for window in windows {
      guard let pooled = window.outputShape([shape[0], shape[2], shape[3], shape[1]]) else { continue }
      // Whole numbers, so that there are ties.
      let input = numbers.floats(shape.product, in: -4...4).map { $0.rounded() }
      let planeCount = shape[2] * shape[3]
      let outputCount = pooled[1] * pooled[2]
      let cotangent = numbers.floats(shape[0] * shape[1] * outputCount)
      let run = try OperationRun(
        operation,
        attributes: [
          "kernel": .number(Double(window.size)), "stride": .number(Double(window.stride)),
          "padding": .number(Double(window.padding)),
        ], inputs: ["input": (shape, input)], cotangents: ["output": cotangent], differentiated: ["input"],
        variant: variant, device: Devices.select("cpu"))
      var (output, gradient): ([Double], [Double]) = ([], [])
      for plane in 0..<shape[0] * shape[1] {
        let part = reference(
          Array(input[plane * planeCount..<(plane + 1) * planeCount]), height: shape[2], width: shape[3],
          window: window,
          cotangent: Array(cotangent[plane * outputCount..<(plane + 1) * outputCount]),
          maximum: operation == "max_pool2d")
        output += part.output
        gradient += part.gradient
      }
      expectClose(run.outputs["output"]!, output, "output, \(shape), \(window)")
      expectClose(run.gradients["input"]!, gradient, "gradient, \(shape), \(window)")
    }
  }
}

@Test(arguments: [KernelVariant.vector, .group])
func maximaOfTheInfiniteAndOfNoNumbers(variant: KernelVariant) throws {
  let output = try OperationRun(
    "max_pool2d", attributes: ["kernel": .number(2)],
    inputs: [
      "input": ([1, 3, 2, 2], [1, .nan, 3, 2, -.infinity, -.infinity, -.infinity, -.infinity, 4, 1, 2, 3])
    ],
    variant: variant, device: Devices.select("cpu")
  ).outputs["output"]!
  #expect(output[0].isNaN && output[1] == -.infinity && output[2] == 4)
}

@Test(arguments: [[0, 1, 0], [3, 0, 0], [3, 1, 2], [9, 1, 0], [1 << 40, 1, 0]])
func poolingRefusesWhatDoesNotFit(window: [Int]) throws {
  #expect(throws: OperationError.self) {
    try OperationRun(
      "max_pool2d",
      attributes: [
        "kernel": .number(Double(window[0])), "stride": .number(Double(window[1])),
        "padding": .number(Double(window[2])),
      ], inputs: ["input": ([1, 1, 4, 4], .init(repeating: 0, count: 16))], device: Devices.select("cpu"))
  }
}
