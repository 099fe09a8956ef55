import Operations
import Tensors

/// Collects the tensors of a model while its layers are made.
public final class ModelBuilder {
  package private(set) var tensors: [ModelTensor] = []

  /// A model without layers.
  public init() {}

  package var variables: [Variable] { tensors.flatMap { $0.pieces.map(\.variable) } }

  /// Adds a tensor in one piece. `shape` is PyTorch's; `layout` turns the tensor, seen as `view`, into the
  /// device's layout.
  package func add(
    _ name: String, shape: [Int], view: [Int]? = nil, layout: Layout? = nil, deviceShape: [Int]? = nil,
    role: Variable.Role, initializer: Initializer, fanIn: Int = 1, fanOut: Int = 1
  ) -> Variable {
    let view = view ?? shape
    let layout = layout ?? .same(view.count)
    let variable = Variable(name, shape: deviceShape ?? layout.deviceShape(view), role: role)
    append(
      ModelTensor(
        name: name, shape: shape, initializer: initializer, fanIn: fanIn, fanOut: fanOut,
        pieces: [
          ModelTensor.Piece(variable: variable, length: shape.first ?? 1, view: view, layout: layout)
        ], axis: 0))
    return variable
  }

  /// Adds a tensor, whose name must be new.
  func append(_ tensor: ModelTensor) {
    precondition(
      !tensors.contains { $0.name == tensor.name }, "two tensors of a model are named \(tensor.name)")
    tensors.append(tensor)
  }
}
