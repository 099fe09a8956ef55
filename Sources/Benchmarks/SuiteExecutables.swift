import Operations
import Tensors

extension KernelSuite.Case {
  /// A prepared case: the executables from the inputs to the outputs, and from there to the gradients.
  struct Executables {
    let traced: TracedOperation
    /// The operation that computes only the gradients, and the tensors that it takes from the outputs' graph.
    let gradients: (operation: TracedOperation, saved: [String: Tensor])
    let forward: OperationExecutable
    /// Nil for operations without gradients.
    let backward: OperationExecutable?
  }

  /// Throws if the operation is unknown, if it does not fit its shapes, or if the device cannot hold it.
  func executables(context: OperationContext) throws -> Executables {
    let traced = try traced(device: context.device.info)
    let gradients = traced.backward()
    let backward =
      traced.gradients.isEmpty ? nil : try OperationExecutable(gradients.operation, context: context)
    let needed = gradients.saved.filter { backward?.executable.inputs[$0.key] != nil }
    let forward = try OperationExecutable(
      traced, wanted: traced.outputs.keys.map { .output($0) }, saving: needed, context: context)
    return Executables(traced: traced, gradients: gradients, forward: forward, backward: backward)
  }

  /// The launches of both directions.
  package func steps(context: OperationContext) throws -> (
    forward: [Executable.Step], backward: [Executable.Step]
  ) {
    let executables = try executables(context: context)
    return (executables.forward.executable.steps, executables.backward?.executable.steps ?? [])
  }
}
