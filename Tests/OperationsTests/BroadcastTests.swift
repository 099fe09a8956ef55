import Device
import Operations
import Tensors
import TestSupport
import Testing

private let shapes: [(a: [Int], b: [Int])] = [
  ([1], [1]), ([7], [7]), ([5003], [5003]), ([3, 37], [37]), ([37], [3, 37]), ([61, 5], [1]), ([61, 5], []),
  ([5, 1, 13], [11, 1]), ([4, 1, 3, 1, 5, 1], [1, 2, 1, 7, 1, 3]),
  ([2, 1, 2, 1, 1, 1, 2], [2, 1, 2, 3, 1, 2]),
  ([9000], [1]), ([131, 40], [131, 1]), ([1, 1], [1]),
]

/// The element of an array of `shape` that meets element `index` of `output`.
private func place(_ index: Int, _ output: [Int], _ shape: [Int]) -> Int {
  var index = index
  var place = 0
  var stride = 1
  for axis in 0..<output.count {
    let at = index % output[output.count - 1 - axis]
    index /= output[output.count - 1 - axis]
    guard axis < shape.count else { continue }
    let size = shape[shape.count - 1 - axis]
    if size > 1 { place += at * stride }
    stride *= size
  }
  return place
}

enum Arithmetic: String, CaseIterable {
  case add, subtract, multiply, divide
}

private func value(_ operation: Arithmetic, _ a: Double, _ b: Double) -> (Double, Double, Double) {
  switch operation {
  case .add: (a + b, 1, 1)
  case .subtract: (a - b, 1, -1)
  case .multiply: (a * b, b, a)
  case .divide: (a / b, 1 / b, -a / (b * b))
  }
}

@Test(arguments: Arithmetic.allCases, [KernelVariant.vector, .group])
func broadcastMatchesReference(operation: Arithmetic, variant: KernelVariant) throws {
  for (a, b) in shapes {
    let output = Broadcast.shape(a, b)!
    var numbers = SeededGenerator(seed: 3)
    let left = numbers.floats(a.product)
    let right = numbers.floats(b.product, in: 0.5...2).map { Bool.random(using: &numbers) ? $0 : -$0 }
    let cotangent = numbers.floats(output.product)
    let run = try OperationRun(
      operation.rawValue, inputs: ["a": (a, left), "b": (b, right)], cotangents: ["output": cotangent],
      differentiated: ["a", "b"], variant: variant, device: Devices.select())
    var expected: [Double] = []
    var aGradient = [Double](repeating: 0, count: left.count)
    var bGradient = [Double](repeating: 0, count: right.count)
    for index in 0..<output.product {
      let (i, j) = (place(index, output, a), place(index, output, b))
      let (value, byA, byB) = value(operation, Double(left[i]), Double(right[j]))
      expected.append(value)
      aGradient[i] += byA * Double(cotangent[index])
      bGradient[j] += byB * Double(cotangent[index])
    }
    expectClose(run.outputs["output"]!, expected, "output of \(a) and \(b)")
    expectClose(run.gradients["a"]!, aGradient, absolute: 3e-5, "gradient of a, \(a) and \(b)")
    expectClose(run.gradients["b"]!, bGradient, absolute: 1e-4, "gradient of b, \(a) and \(b)")
  }
}

@Test func shapesThatDoNotBroadcastAreRefused() throws {
  let device = try Devices.select()
  for (a, b) in [([2], [3]), ([4, 2], [4, 3]), ([2, 1, 2, 1, 2, 1, 2], [2, 1, 2, 1, 2, 1])] {
    #expect(throws: OperationError.self) {
      try NamedOperation.trace(
        OperationRequest(operation: "add", inputs: ["a": .init(shape: a), "b": .init(shape: b)]),
        device: device.info)
    }
  }
}
