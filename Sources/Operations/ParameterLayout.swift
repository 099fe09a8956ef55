import Device

/// The places of tensors in a block of parameters. Blocks of gradients and of an optimizer's state have the
/// same layout.
package struct ParameterLayout: Sendable, Equatable {
  package struct Tensor: Sendable, Equatable {
    package let shape: [Int]
    /// The offset from the block's beginning, in elements.
    package let offset: Int
    /// Whether weight decay applies; biases and normalization weights are often excluded.
    package let decays: Bool

    package init(shape: [Int], offset: Int, decays: Bool = true) {
      self.shape = shape
      self.offset = offset
      self.decays = decays
    }
  }

  package let tensors: [Tensor]
  /// The block's length, in elements.
  package let count: Int

  /// The tensors must not overlap. There may be gaps between them, which are not used.
  package init(tensors: [Tensor]) {
    precondition(!tensors.isEmpty, "a parameter layout of no tensors")
    self.tensors = tensors
    count = tensors.map { $0.offset + $0.shape.product }.max() ?? 0
  }

  /// Tensors of `shapes` one after another, each at the preferred alignment of arrays.
  package init(packing shapes: [[Int]]) {
    var end = 0
    let step = Buffer.preferredAlignment / ElementType.float32.byteCount
    self.init(
      tensors: shapes.map { shape in
        let offset = end.divided(by: step) * step
        end = offset + shape.product
        return Tensor(shape: shape, offset: offset)
      })
  }

  /// Tensor `index` as a view of a block.
  package func slice(_ index: Int, of block: DeviceArray) -> DeviceArray {
    let tensor = tensors[index]
    let width = ElementType.float32.byteCount
    return DeviceArray(
      buffer: block.buffer.slice(
        byteOffset: tensor.offset * width, byteCount: tensor.shape.product * width),
      shape: tensor.shape)
  }
}
