import Device
import Operations

/// A graph made ready to run: a flat list of launches with all arguments bound, over one arena of memory.
///
/// Running it enqueues the list, and allocates and decides nothing. It belongs to one queue's thread at a time.
package final class Executable {
  /// A launch and what it is for.
  package struct Step {
    package let launch: any Launch
    /// The operation's name.
    package let operation: String
    package let inputs: [TensorType]
    package let outputs: [TensorType]
    /// The operation's, on the first of its launches; none on others.
    package let work: Work

    package init(
      launch: any Launch, operation: String, inputs: [TensorType], outputs: [TensorType], work: Work
    ) {
      self.launch = launch
      self.operation = operation
      self.inputs = inputs
      self.outputs = outputs
      self.work = work
    }
  }

  package let steps: [Step]
  /// The memory of the inputs that something depends on, by name: fill it before a run.
  package let inputs: [String: DeviceArray]
  /// The memory of outputs, by name: valid after a run.
  package let outputs: [String: DeviceArray]
  /// The arena's size in bytes.
  package let arenaBytes: Int
  private let arena: any Buffer
  private let unusedInputs: Set<String>
  private let cleared: [any Buffer]
  private let counter: DeviceArray?

  /// What an executable computes.
  package struct Program {
    package var outputs: [String: Tensor]
    /// Gradients that are left in a block of the store's layout, zeros where there is none.
    package var gradients: [(variable: Variable, gradient: Tensor?)]
    /// Variables and their values after the run.
    package var assignments: [(variable: Variable, value: Tensor)]

    package init(
      outputs: [String: Tensor], gradients: [(variable: Variable, gradient: Tensor?)] = [],
      assignments: [(variable: Variable, value: Tensor)] = []
    ) {
      self.outputs = outputs
      self.gradients = gradients
      self.assignments = assignments
    }

    /// Stops where a gradient or an assignment does not fit its variable, or one variable has two.
    func check() {
      for (variable, gradient) in gradients {
        if let type = gradient?.type {
          precondition(type == variable.type, "a gradient of \(type) for \(variable)")
        }
      }
      for (variable, value) in assignments {
        precondition(value.type == variable.type, "a value of \(value.type) for \(variable)")
      }
      for variables in [gradients.map(\.variable), assignments.map(\.variable)] {
        var known: Set<Variable> = []
        for variable in variables {
          precondition(known.insert(variable).inserted, "two results for \(variable)")
        }
      }
    }
  }

  /// Settings of a binding.
  package struct Options {
    package var transformations = Transformations.all
    /// For random draws.
    package var seed: UInt64 = 0
    /// Input arrays that other executables share, in whole buffers.
    package var sharedInputs: [String: DeviceArray] = [:]
    /// Memory for the arena, a whole buffer, which executables may share that do not run at once; made where it is nil.
    package var arena: (any Buffer)?
    /// [store.layout.count]; where the program's gradients go.
    package var gradientBlock: DeviceArray?

    package init() {}
  }

  /// Lowers `program`, plans its memory and binds its launches with `context`.
  ///
  /// Throws where the device fails or cannot hold the arena.
  package convenience init(
    _ program: Program, graph: Graph, store: VariableStore, context: OperationContext,
    options: Options = Options()
  ) throws {
    let binding = try ExecutableBinding(
      program, graph: graph, store: store, context: context, options: options)
    let arena = try options.arena ?? context.device.makeBuffer(byteCount: max(binding.arenaBytes, 1))
    try self.init(binding, arena: arena)
  }

  /// Binds what is planned in `arena`.
  init(_ binding: ExecutableBinding, arena: any Buffer) throws {
    try binding.bind(in: arena)
    steps = binding.steps
    inputs = binding.inputs
    unusedInputs = binding.unusedInputs
    outputs = binding.outputs
    arenaBytes = binding.arenaBytes
    self.arena = arena
    cleared = binding.cleared
    counter = binding.counter
  }

  /// Enqueues one run; `step` numbers the random draws.
  package func run(on queue: any Queue, step: UInt64 = 0) throws {
    try prepare(queue, step: step)
    for step in steps { try queue.enqueue(step.launch) }
  }

  private func prepare(_ queue: any Queue, step: UInt64) throws {
    if let counter {
      let words = [UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32)]
      try queue.upload(HostMemory(words), to: counter.buffer, byteOffset: 0)
    }
    for buffer in cleared { try queue.fill(buffer, pattern: 0) }
  }

  /// Sets every 32-bit word of the memory of intermediate results and outputs, so that a test shows what depends on
  /// memory that nothing has written.
  package func fillArena(pattern: UInt32, on queue: any Queue) throws {
    try queue.fill(arena, pattern: pattern)
  }

  /// Runs once on a profiling queue, and returns each step's time on the device in nanoseconds.
  package func profile(on queue: any Queue, step: UInt64 = 0) throws -> [UInt64] {
    try prepare(queue, step: step)
    let events = try steps.map { try queue.enqueueWithEvent($0.launch) }
    try queue.finish()
    return try events.map { try $0.duration() }
  }

  /// Sets input `name` to `values` at the queue's turn; nothing where no result depends on it.
  package func upload<Element: BitwiseCopyable>(_ values: [Element], to name: String, queue: any Queue) throws
  {
    try upload(values, to: name, isPart: false, queue: queue)
  }

  /// The same, of the first rows alone where `isPart`.
  func upload<Element: BitwiseCopyable>(
    _ values: [Element], to name: String, isPart: Bool, queue: any Queue
  ) throws {
    guard let array = inputs[name] else {
      if unusedInputs.contains(name) { return }
      preconditionFailure("no input \(name) among \(inputs.keys.sorted())")
    }
    precondition(
      (isPart ? values.count <= array.count : values.count == array.count)
        && MemoryLayout<Element>.size == array.type.byteCount,
      "\(values.count) values of \(Element.self) for the input \(name), \(array.type.rawValue) \(array.shape)"
    )
    try queue.upload(HostMemory(values), to: array.buffer, byteOffset: 0)
  }

  /// Output `name`, once the queue has come so far.
  package func download(_ name: String, queue: any Queue) throws -> [Float] {
    guard let array = outputs[name] else {
      preconditionFailure("no output \(name) among \(outputs.keys.sorted())")
    }
    return try queue.download(array.buffer, range: 0..<array.count * array.type.byteCount).wait().array()
  }
}
