import Device
import Networks
import Operations
import Tensors

/// Infers the roots of trees in one launch, by a row program. The program's parameters are packed again after
/// they have changed.
///
/// To be used by one thread at a time.
final class RootInference {
  /// The name of the input that holds the slot of each root's state: [rows].
  static let slots = "slots"
  private static let observation = "observation"

  typealias Trace = (_ pool: Variable, _ rows: Int) -> (
    graph: Graph, outputs: [String: Tensor], stored: Tensor
  )

  /// The inference, with inputs "observation" and "slots" and outputs "priors" and "values".
  private let inference: BoundedExecutable
  private let preparation: Executable
  private var isPrepared = false

  /// An inference of at most `bound` roots at once. Their states go into `pool`; `store` holds all that
  /// `trace` reads.
  ///
  /// Throws `RowFault` if roots should be inferred as a batch instead, and the device's errors.
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

  /// Throws if roots should be inferred as a batch: if an operation has no row form, or if a root takes more
  /// than a GPU's local memory, whose compute units are kept busier by many launches then.
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

  /// The executable that infers roots by the current parameters.
  func executable(on queue: any Queue) throws -> BoundedExecutable {
    if !isPrepared {
      try preparation.run(on: queue)
      isPrepared = true
    }
    return inference
  }

  /// To be called when the parameters have changed.
  func parametersChanged() { isPrepared = false }
}
