import Operations
import Tensors

/// Data that a traced model takes on each run.
public struct ModelInput: Sendable {
  /// By which values are given.
  public let name: String
  /// The shape in PyTorch's layout.
  public let shape: [Int]
  package let layout: Layout
  package let element: ElementType
  /// The axis of `shape` along which a batch is divided into parts.
  package let batchAxis: Int

  /// Numbers of `shape`, whose first axis is the batch's: [batch, size], or of images [batch, height, width, channels].
  public init(_ name: String, shape: [Int]) {
    self.init(name, shape)
  }

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
