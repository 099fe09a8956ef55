import Device
import Operations

/// A graph that is ready to run: a sequence of launches with all arguments bound, over one arena of memory.
///
/// A run submits the sequence to the device with a single copy of its inputs, without further decisions. To
/// be used by one queue's thread at a time.
package final class Executable {
  /// A launch and the operation that it belongs to.
  package struct Step {
    package let launch: any Launch
    /// The operation's name.
    package let operation: String
    package let inputs: [TensorType]
    package let outputs: [TensorType]
    /// The operation's cost, on the first of its launches; zero on the others.
    package let work: Work
    /// The matrix products of the operation, on the first of its launches; empty on the others.
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
  /// The memory of those inputs that something depends on, by name. It must be filled before a run.
  package let inputs: [String: DeviceArray]
  /// The memory of the outputs, by name. It is valid after a run.
  package let outputs: [String: DeviceArray]
  /// The arena's size in bytes.
  package let arenaBytes: Int
  private let arena: Buffer
  private let unusedInputs: Set<String>
  private let inputBlock: InputBlock
  private let sequences: [Part.Place: any CommandSequence]
  /// The contents of a run that computes a whole batch.
  private let whole: SequenceContents
  private let reported: [String: InputBlock.Entry]

  /// The computation of an executable.
  package struct Program {
    package var outputs: [String: Tensor]
    /// Gradients that are written to a block in the store's layout, where nil stands for zeros.
    package var gradients: [(variable: Variable, gradient: Tensor?)]
    /// Variables, and their values after the run.
    package var assignments: [(variable: Variable, value: Tensor)]

    package init(
      outputs: [String: Tensor], gradients: [(variable: Variable, gradient: Tensor?)] = [],
      assignments: [(variable: Variable, value: Tensor)] = []
    ) {
      self.outputs = outputs
      self.gradients = gradients
      self.assignments = assignments
    }

    /// Stops the program if a gradient or an assignment does not fit its variable, or if a variable has two.
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

  /// The options of making an executable.
  package struct Options {
    package var transformations = Transformations.all
    /// The seed of random draws.
    package var seed: UInt64 = 0
    /// Memory for all inputs, which executables that never run at the same time may share; nil to allocate
    /// it.
    package var inputBlock: Buffer?
    /// The inputs that keep their values from run to run. They are set by `upload`, or by outputs that are
    /// `carried`.
    package var keptInputs: Set<String> = []
    /// The outputs that become the values of kept inputs after each run, by the inputs' names.
    package var carried: [String: Tensor] = [:]
    /// Small arrays beside the inputs that every run is given, by name.
    package var settings: [String: TensorType] = [:]
    /// The outputs that are downloaded with every run.
    package var reported: Set<String> = []
    /// Makes launches that follow each run, from the memory of the settings.
    package var update: ((_ settings: [String: DeviceArray]) throws -> [Step])?
    /// Whether its runs have priority, because somebody waits for them.
    package var isUrgent = false
    /// Memory for the arena, which executables that never run at the same time may share; nil to allocate it.
    package var arena: Buffer?
    /// The block that the program's gradients are written to: [store.layout.count].
    package var gradientBlock: DeviceArray?
    /// The number of runs that together compute a batch.
    package var parts = 1
    /// The block in which the gradients of several parts are summed, for the update after the last part:
    /// [store.layout.count].
    package var gradientSum: DeviceArray?
    /// The largest size of an arena that may be planned, in bytes; nil for the largest single allocation of
    /// the device.
    package var largestArena: Double?

    package init() {}
  }

  /// Lowers `program`, plans its memory and binds its launches with `context`.
  ///
  /// Throws `ModelTooLarge` if the device cannot hold the arena, and the device's errors.
  package convenience init(
    _ program: Program, graph: Graph, store: VariableStore, context: OperationContext,
    options: Options = Options()
  ) throws {
    let binding = try ExecutableBinding(
      program, graph: graph, store: store, context: context, options: options)
    let arena = try options.arena ?? context.device.makeBuffer(byteCount: max(binding.arenaBytes, 1))
    try self.init(binding, arena: arena)
  }

  /// Binds in `arena` what was planned.
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

  /// The way in which a run is submitted to the driver, for reports.
  package var submission: String { sequences.values.first!.submission }

  // MARK: Running

  /// Enqueues one run with the current inputs. `step` selects the random numbers; `settings` sets the
  /// settings.
  ///
  /// Returns the reported outputs, if there are any.
  @discardableResult
  package func run(
    on queue: any Queue, step: UInt64 = 0, part: Part = .whole, settings: (Feed) -> Void = { _ in }
  ) throws -> Report? {
    try run(on: queue, step: step, part: part, byteCount: inputBlock.headerBytes, settings)
  }

  /// Enqueues one run. `write` sets new values of all settings and of all inputs that are not kept.
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

  /// Sets every 32-bit word of the memory of intermediate results and outputs, so that a test shows whether
  /// results depend on memory that nothing has written.
  package func fillArena(pattern: UInt32, on queue: any Queue) throws {
    try queue.fill(arena, pattern: pattern)
  }

  /// Runs once on a profiling queue, as a whole batch, and returns the device's time of each step in
  /// nanoseconds.
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

  /// Enqueues the copy of `values` to input `name`; does nothing if no result depends on the input.
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

  /// Output `name`. Waits until the queue has come so far.
  package func download(_ name: String, queue: any Queue) throws -> [Float] {
    guard let array = outputs[name] else {
      preconditionFailure("no output \(name) among \(outputs.keys.sorted())")
    }
    return try queue.download(array.buffer, range: 0..<array.count * array.type.byteCount).wait().array()
  }
}
