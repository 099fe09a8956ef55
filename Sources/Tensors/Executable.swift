import Device
import Operations

/// A graph made ready to run: a sequence of launches with all arguments bound, over one arena of memory.
///
/// Running it hands the sequence to the device with one copy of what the run is given, and decides nothing. It belongs to one queue's thread at a time.
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
    /// The matrix products that the operation is made of, on the first of its launches; none on others.
    package let products: [ProductShape]

    package init(
      launch: any Launch, operation: String, inputs: [TensorType], outputs: [TensorType], work: Work,
      products: [ProductShape] = []
    ) {
      self.products = products
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
  private let arena: Buffer
  private let unusedInputs: Set<String>
  private let inputBlock: InputBlock
  private let sequences: [Part.Place: any CommandSequence]
  /// What a run does that is all of a batch.
  private let whole: SequenceContents
  private let reported: [String: InputBlock.Entry]

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
    /// Memory for all inputs, which executables may share that do not run at once; made where it is nil.
    package var inputBlock: Buffer?
    /// Inputs that keep their values from run to run: `upload` sets them, or what is `carried`.
    package var keptInputs: Set<String> = []
    /// Outputs that become the values of kept inputs after each run, by the inputs' names.
    package var carried: [String: Tensor] = [:]
    /// Small arrays beside the inputs that every run is given, by name.
    package var settings: [String: TensorType] = [:]
    /// Outputs that come back to the host with every run.
    package var reported: Set<String> = []
    /// Launches at the end of each run, made of the settings' memory.
    package var update: ((_ settings: [String: DeviceArray]) throws -> [Step])?
    /// Whether somebody waits for its runs while others have time.
    package var isUrgent = false
    /// Memory for the arena, which executables may share that do not run at once; made where it is nil.
    package var arena: Buffer?
    /// [store.layout.count]; where the program's gradients go.
    package var gradientBlock: DeviceArray?
    /// Of how many runs a batch consists.
    package var parts = 1
    /// [store.layout.count], where there are several parts: what their gradients are added up in, for the update after
    /// the last.
    package var gradientSum: DeviceArray?
    /// The largest arena that may be planned, in bytes; nil for what the device can hold in one piece.
    package var largestArena: Double?

    package init() {}
  }

  /// Lowers `program`, plans its memory and binds its launches with `context`.
  ///
  /// Throws `ModelTooLarge` where the device cannot hold the arena, and where it fails.
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
  init(_ binding: ExecutableBinding, arena: Buffer) throws {
    try binding.bind(in: arena)
    steps = binding.steps
    inputs = binding.inputs
    unusedInputs = binding.unusedInputs
    outputs = binding.outputs
    arenaBytes = binding.arenaBytes
    inputBlock = binding.inputBlock
    reported = binding.reported
    whole = binding.contents(Part.Place(isFirst: true, isLast: true))
    sequences = try binding.makeSequences()
    self.arena = arena
  }

  /// How a run is handed to the driver, for reports.
  package var submission: String { sequences.values.first!.submission }

  // MARK: Running

  /// Enqueues one run with the inputs as they are; `step` numbers the random draws. `settings` sets the settings.
  ///
  /// Returns the reported outputs, where there are any.
  @discardableResult
  package func run(
    on queue: any Queue, step: UInt64 = 0, part: Part = .whole, settings: (Feed) -> Void = { _ in }
  ) throws -> Report? {
    try run(on: queue, step: step, part: part, byteCount: inputBlock.headerBytes, settings)
  }

  /// Enqueues one run with new values of all inputs that are not kept, and of all settings, which `write` sets.
  @discardableResult
  package func runWithInputs(
    on queue: any Queue, step: UInt64 = 0, part: Part = .whole, _ write: (Feed) throws -> Void
  ) throws -> Report? {
    try run(on: queue, step: step, part: part, byteCount: inputBlock.givenBytes, write)
  }

  private func run(
    on queue: any Queue, step: UInt64, part: Part, byteCount: Int, _ write: (Feed) throws -> Void
  ) throws -> Report? {
    guard let sequence = sequences[part.place] else {
      preconditionFailure("part \(part.index) of \(part.count), for which nothing was recorded")
    }
    return try queue.run(sequence, uploading: byteCount) { bytes in
      try self.write(step, to: bytes, write)
    }.map { Report(download: $0, places: reported) }
  }

  private func write(
    _ step: UInt64, to bytes: UnsafeMutableRawBufferPointer, _ write: (Feed) throws -> Void
  ) rethrows {
    let feed = Feed(block: inputBlock, unused: unusedInputs, bytes: bytes)
    feed.set(InputBlock.step, to: [UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32)])
    try write(feed)
  }

  /// Sets every 32-bit word of the memory of intermediate results and outputs, so that a test shows what depends on
  /// memory that nothing has written.
  package func fillArena(pattern: UInt32, on queue: any Queue) throws {
    try queue.fill(arena, pattern: pattern)
  }

  /// Runs once, as all of a batch, on a profiling queue, and returns each step's time on the device in nanoseconds.
  package func profile(on queue: any Queue, step: UInt64 = 0, settings: (Feed) -> Void = { _ in }) throws
    -> [UInt64]
  {
    let header = HostMemory(byteCount: inputBlock.headerBytes)
    write(step, to: header.bytes, settings)
    try queue.upload(header, to: whole.upload!, byteOffset: 0)
    var events: [any Event] = []
    for command in whole.commands {
      switch command {
      case .launch(let launch): events.append(try queue.enqueueWithEvent(launch))
      case .fill(let buffer, let pattern): try queue.fill(buffer, pattern: pattern)
      case .copy(let source, let target):
        try queue.copy(from: source, to: target, byteCount: source.byteCount)
      }
    }
    try queue.finish()
    return try events.map { try $0.duration() }
  }

  // MARK: Single arrays

  /// Sets input `name` to `values` at the queue's turn; nothing where no result depends on it.
  package func upload<Element: BitwiseCopyable>(_ values: [Element], to name: String, queue: any Queue) throws
  {
    guard let array = inputs[name] else {
      if unusedInputs.contains(name) { return }
      preconditionFailure("no input \(name) among \(inputs.keys.sorted())")
    }
    precondition(
      values.count == array.count && MemoryLayout<Element>.size == array.type.byteCount,
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
