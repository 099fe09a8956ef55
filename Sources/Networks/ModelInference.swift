import Device
import Operations
import Tensors

/// What a model of one's own computes of its inputs: traced once, and then run batch by batch with the parameters that the
/// model has at the time.
///
/// It belongs to one thread at a time, and does not run while the model is trained.
public final class ModelInference {
  private let inputs: [ModelInput]
  private let outputs: [String]
  private let executable: Executable
  private let queue: any Queue
  private var runs: UInt64 = 0

  /// Traces the outputs once, and makes their launches ready.
  ///
  /// - Parameters:
  ///   - inputs: what every run is given, by their names.
  ///   - seed: what the graph's random numbers depend on.
  ///   - outputs: makes outputs by name, one at least, of the inputs by their names. Layers take `pass`.
  ///
  /// Throws where the device fails or cannot hold what is needed.
  public init(
    _ model: ModelStore, inputs: [ModelInput], seed: UInt64 = 0,
    outputs: (_ inputs: [String: Tensor], _ pass: Pass) throws -> [String: Tensor]
  ) throws {
    self.inputs = inputs
    let pass = Pass(Graph(), isTraining: false)
    let traced = try outputs(inputs.tensors(in: pass.graph), pass)
    precondition(!traced.isEmpty, "an inference without outputs")
    self.outputs = traced.keys.sorted()
    var options = Executable.Options()
    options.seed = seed
    options.reported = Set(traced.keys)
    executable = try Executable(
      Executable.Program(outputs: traced), graph: pass.graph, store: model.variables,
      context: OperationContext(device: model.device), options: options)
    queue = try model.device.makeQueue(profiling: false)
  }

  /// The outputs by name, row-major, of values of every input, row-major.
  ///
  /// Throws where the device fails.
  public func callAsFunction(_ values: [String: [Float]]) throws -> [String: [Float]] {
    inputs.check(values)
    let report = try executable.runWithInputs(on: queue, step: runs) { feed in
      for (name, values) in values { feed.set(name, to: values) }
    }
    runs += 1
    let results = try report!.wait()
    return Dictionary(uniqueKeysWithValues: outputs.map { ($0, results[$0]) })
  }
}
