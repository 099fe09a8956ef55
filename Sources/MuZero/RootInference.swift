import Device
import Networks
import Operations
import Tensors

/// Inferences of trees' roots in one launch, by a row program whose parameters are brought into their order when they have
/// changed.
///
/// It belongs to one thread at a time.
final class RootInference {
  /// The input of the slots that states go to: [rows].
  static let slots = "slots"
  private static let observation = "observation"

  typealias Trace = (_ pool: Variable, _ rows: Int) -> (
    graph: Graph, outputs: [String: Tensor], stored: Tensor
  )

  /// Inputs "observation" and "slots", outputs "priors" and "values".
  private let inference: BoundedExecutable
  private let preparation: Executable
  private var isPrepared = false

  /// For at most `bound` roots at once, whose states go into `pool`, which `store` has with all that `trace` reads.
  ///
  /// Throws `RowFault` where roots are to be inferred in a batch, and what the device does.
  init(
    _ network: MuZeroNetwork, pool: Variable, beside store: VariableStore, bound: Int,
    context: OperationContext, trace: Trace
  ) throws {
    let program = try Self.rowProgram(pool: pool, trees: bound, info: context.device.info, trace: trace)
    let packed = Variable("parameters of roots", shape: program.parameters.shape, role: .state)
    let variables = try VariableStore([packed], beside: store)
    preparation = try Executable(
      Executable.Program(outputs: [:], assignments: [(packed, program.parameters)]),
      graph: program.parameters.graph, store: variables, context: context)
    var options = Executable.Options()
    options.isUrgent = true
    options.reported = ["priors", "values"]
    inference = try BoundedExecutable(bound: bound, store: variables, context: context, options: options) {
      rows in
      let graph = Graph()
      let observation = network.configuration.observationInput(rows: rows).tensor(in: graph)
      let (outputs, table) = program.inferring(
        [Self.observation: observation], places: graph.input(Self.slots, [rows], .int32),
        named: Self.slots, parameters: graph.variable(packed), table: graph.variable(pool))
      return (graph, Executable.Program(outputs: outputs, assignments: [(pool, table)]))
    }
  }

  /// Throws where roots are inferred in a batch: an operation has no row form, or a root takes more than a GPU's local
  /// memory, whose units many launches keep busier then.
  static func rowProgram(pool: Variable, trees: Int, info: DeviceInfo, trace: Trace) throws(RowFault)
    -> RowProgram
  {
    let program = try RowProgram(count: trees, table: pool, given: [observation], info: info) {
      trace(pool, $0)
    }
    if !info.isCPU && !program.isLocal {
      throw RowFault(
        "a root takes \(program.tileBytes) bytes, but a work-group has \(program.form.localBytes)")
    }
    return program
  }

  /// What infers roots, by the parameters of now.
  func executable(on queue: any Queue) throws -> BoundedExecutable {
    if !isPrepared {
      try preparation.run(on: queue)
      isPrepared = true
    }
    return inference
  }

  /// The parameters have changed.
  func parametersChanged() { isPrepared = false }
}
