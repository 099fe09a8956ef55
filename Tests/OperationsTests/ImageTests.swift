import Device
import Operations
import Tensors
import TestSupport
import Testing

@Test(arguments: [1, 17, 4099], [KernelVariant.vector, .group])
func bytesOfImagesBecomeFloats(count: Int, variant: KernelVariant) throws {
  let bench = try Bench(variant)
  var numbers = SeededGenerator(seed: 15)
  let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
  let noise = numbers.floats(count, in: 0...0.999)
  let input = try bench.context.makeArray([count], type: .uint8)
  try bench.queue.upload(HostMemory(bytes), to: input.buffer, byteOffset: 0)
  let output = try bench.unwritten([count])
  try bench.run(Image.toFloat(input: input, output: output, factor: 1 / 255, context: bench.context))
  expectClose(try bench.values(output), bytes.map { Double($0) / 255 })
  for bits in [1, 5, 8] {
    let levels = Double(1 << bits)
    try bench.run(
      Image.quantize(
        input: input, noise: bench.array(noise, [count]), output: output, bits: bits, context: bench.context))
    expectClose(
      try bench.values(output),
      zip(bytes, noise).map { (Double($0 >> UInt8(8 - bits)) + Double($1)) / levels - 0.5 }, "\(bits) bits")
  }
}

@Test(arguments: [[1], [2, 3, 5, 3]], [KernelVariant.vector, .group])
func imagesOfWholeNumbersBecomeFloats(shape: [Int], variant: KernelVariant) throws {
  var numbers = SeededGenerator(seed: 16)
  let values = (0..<shape.product).map { _ in Int32.random(in: 0...255, using: &numbers) }
  let noise = numbers.floats(shape.product, in: 0...0.999)
  let quantized = try OperationRun(
    "quantize_image", attributes: ["bits": .number(5)], inputs: ["noise": (shape, noise)],
    integers: ["input": (shape, values)], variant: variant, device: Devices.select("cpu"))
  expectClose(
    quantized.outputs["output"]!,
    zip(values, noise).map { (Double($0 / 8) + Double($1)) / 32 - 0.5 })
  let scaled = try OperationRun(
    "image_to_float", attributes: ["factor": .number(0.5)], inputs: [:],
    integers: ["input": (shape, values)], variant: variant, device: Devices.select("cpu"))
  expectClose(scaled.outputs["output"]!, values.map { Double($0) / 2 })
}

@Test(arguments: [0, 9])
func quantizationRefusesOtherDepths(bits: Int) throws {
  #expect(throws: OperationError.self) {
    try OperationRun(
      "quantize_image", attributes: ["bits": .number(Double(bits))], inputs: ["noise": ([1], [0])],
      integers: ["input": ([1], [0])], device: Devices.select("cpu"))
  }
}
