import Device
import Operations

/// factor · the bytes of an image, as float32.
struct ImageToFloat: TensorOperation {
  let factor: Float

  var name: String { "image_to_float" }

  func takes(_ element: ElementType, at index: Int) -> Bool { element != .float32 }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [TensorType(inputs[0].shape)] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Image.toFloat(input: inputs[0], output: outputs[0], factor: factor, context: context)
  }
}

/// The bytes of an image reduced to `bits` bits, and dequantized by noise. Inputs: image and noise.
struct QuantizeImage: TensorOperation {
  let bits: Int

  var name: String { "quantize_image" }

  func takes(_ element: ElementType, at index: Int) -> Bool { (element == .float32) == (index == 1) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    precondition(
      inputs[1] == TensorType(inputs[0].shape) && (1...8).contains(bits),
      "quantize_image: image \(inputs[0]), noise \(inputs[1]), \(bits) bits")
    return [inputs[1]]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Image.quantize(
      input: inputs[0], noise: inputs[1], output: outputs[0], bits: bits, context: context)
  }
}

extension Tensor {
  /// factor · self as float32, for self of uint8, or of int32 with values of that range.
  package func imageToFloat(factor: Float = 1 / 255) -> Tensor {
    graph.apply(ImageToFloat(factor: factor), self)
  }

  /// ⌊self / 2^(8 − bits)⌋ / 2^bits + noise / 2^bits − ½ (PlaNet; Kingma and Dhariwal 2018), for uint8 images
  /// and noise that is uniform in [0, 1).
  package func quantizedImage(bits: Int, noise: Tensor) -> Tensor {
    graph.apply(QuantizeImage(bits: bits), self, noise)
  }
}
