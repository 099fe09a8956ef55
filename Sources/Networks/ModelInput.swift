import Operations
import Tensors

/// Data that a traced model takes on each run.
package struct ModelInput: Sendable {
  package let name: String
  /// The shape in PyTorch's layout.
  package let shape: [Int]
  package let layout: Layout
  package let element: ElementType
  /// The axis of `shape` along which a batch is divided into parts.
  package let batchAxis: Int

  package init(
    _ name: String, _ shape: [Int], layout: Layout? = nil, element: ElementType = .float32, batchAxis: Int = 0
  ) {
    self.name = name
    self.shape = shape
    self.batchAxis = batchAxis
    self.layout = layout ?? .same(shape.count)
    self.element = element
  }

  /// The input as a tensor, in the device's layout.
  package func tensor(in graph: Graph) -> Tensor { graph.input(name, layout.deviceShape(shape), element) }
}
