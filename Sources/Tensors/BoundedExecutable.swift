import Device
import Operations

/// A program with a bounded instead of a fixed number of rows: executables for several row counts up to the
/// bound, of which a run takes the smallest that holds its rows.
///
/// All executables are made at once, so that no run is delayed. They share the memory of their inputs and one
/// arena, whose content holds until the next run of any number of rows. If the program keeps its rows apart,
/// a row's result is the same bit for bit whichever executable runs. What is computed for rows beyond those
/// requested must be ignored, so a program must not write it to memory of its own.
///
/// To be used by one queue's thread at a time.
package final class BoundedExecutable {
  package let bound: Int
  /// The arena's size in bytes.
  package let arenaBytes: Int
  /// The row counts for which there are executables, in ascending order; the last one is the bound.
  package let buckets: [Int]
  /// The executables in the order of `buckets`.
  package let executables: [Executable]

  /// Makes executables of the graphs that `program` traces for each number of rows. The first axis of every
  /// input and output must be the rows, except those of the same shape for all numbers of rows.
  ///
  /// Throws if the device fails or cannot hold what is needed.
  package init(
    bound: Int, store: VariableStore, context: OperationContext,
    options: Executable.Options = Executable.Options(),
    program: (_ rows: Int) throws -> (Graph, Executable.Program)
  ) throws {
    precondition(bound > 0, "a bound of \(bound) rows")
    self.bound = bound
    buckets = Self.bucketSizes(to: bound)
    let whole = context
    let context = whole.independentOfRows()
    var options = options
    var bindings: [ExecutableBinding] = []
    // The largest comes first, because its inputs have room for those of all others.
    for rows in buckets.reversed() {
      let (graph, traced) = try program(rows)
      let binding = try ExecutableBinding(
        traced, graph: graph, store: store, context: context, options: options)
      options.inputBlock = options.inputBlock ?? binding.inputMemory
      bindings.append(binding)
    }
    arenaBytes = bindings.map(\.arenaBytes).max()!
    let arena = try options.arena ?? context.device.makeBuffer(byteCount: max(arenaBytes, 1))
    executables = try bindings.reversed().map { try Executable($0, arena: arena) }
    whole.adoptNotes(of: context)
  }

  /// 1, 2, 4, 8, 16, 24, 32, 48, 64, 96, … up to `bound`, which is the last.
  static func bucketSizes(to bound: Int) -> [Int] {
    var buckets: [Int] = []
    var power = 1
    while power < bound {
      buckets.append(power)
      if power >= 16 && power / 2 * 3 < bound { buckets.append(power / 2 * 3) }
      power *= 2
    }
    return buckets + [bound]
  }

  /// The index in `buckets` of the executable that runs for `rows` rows.
  package func bucket(for rows: Int) -> Int {
    precondition(1...bound ~= rows, "\(rows) rows of at most \(bound)")
    return buckets.firstIndex { $0 >= rows }!
  }

  /// The executable that runs for `rows` rows.
  package func executable(rows: Int) -> Executable { executables[bucket(for: rows)] }

  /// Enqueues a run of `rows` rows with inputs that `write` sets. `step` selects the random numbers.
  ///
  /// Returns the reported outputs, if there are any. They have all rows of the executable, of which the first
  /// `rows` count.
  @discardableResult
  package func run(rows: Int, on queue: any Queue, step: UInt64 = 0, inputs write: (Feed) throws -> Void)
    throws
    -> Report?
  {
    try executable(rows: rows).runWithInputs(on: queue, step: step, write)
  }

  /// The first `rows` rows of output `name` after a run of as many. Waits until the queue has come so far.
  package func download(_ name: String, rows: Int, queue: any Queue) throws -> [Float] {
    let executable = executable(rows: rows)
    guard let array = executable.outputs[name] else {
      preconditionFailure("no output \(name) among \(executable.outputs.keys.sorted())")
    }
    let isFixed =
      buckets.count > 1 && executables[0].outputs[name]?.shape == executables.last!.outputs[name]?.shape
    let count = isFixed ? array.count : array.shape.dropFirst().product * rows
    return try queue.download(array.buffer, range: 0..<count * array.type.byteCount).wait().array()
  }
}
