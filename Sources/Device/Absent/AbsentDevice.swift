import Synchronization

/// A stand-in for a device that is not present: it reports the other device's properties, but allocates,
/// compiles and runs nothing. What is prepared on it shows which launches the other device would get.
package final class AbsentDevice: Device {
  private final class AbsentMemory: DeviceMemory {
    let byteCount: Int
    init(byteCount: Int) { self.byteCount = byteCount }
  }

  private final class AbsentSequence: CommandSequence {
    let contents: SequenceContents
    let submission = "to nobody, as the device is not here"
    init(contents: SequenceContents) { self.contents = contents }
  }

  package let info: DeviceInfo
  private let made = Mutex<[Program: AbsentProgram]>([:])

  package init(_ info: DeviceInfo) { self.info = info }

  /// The names of the kernels that have been bound, by program.
  package var kernels: [Program: Set<String>] { made.withLock { $0.mapValues { Set($0.kernels.keys) } } }

  package func makeQueue(profiling: Bool, urgent: Bool) -> any Queue { AbsentQueue() }

  package func makeBuffer(byteCount: Int) throws -> Buffer {
    if byteCount > info.largestAllocation {
      throw DeviceUnavailable(
        "a buffer of \(byteCount) bytes is larger than the \(info.largestAllocation) bytes that \(info.name) allows; use smaller sizes"
      )
    }
    return Buffer(AbsentMemory(byteCount: byteCount))
  }

  package func makeHostMemory(byteCount: Int) -> HostMemory { HostMemory(byteCount: byteCount) }

  package func makeSequence(_ contents: SequenceContents) -> any CommandSequence {
    AbsentSequence(contents: contents)
  }

  /// Throws if the device could not run work-groups of this size.
  package func makeLaunch(
    _ name: String, in program: Program, arguments: [Argument], global: [Int], local: [Int]?
  ) throws -> any Launch {
    let fits = local.map { $0.count == global.count && zip(global, $0).allSatisfy { $1 > 0 && $0 % $1 == 0 } }
    guard (1...3).contains(global.count), global.allSatisfy({ $0 > 0 }), fits ?? true,
      local?.reduce(1, *) ?? 1 <= info.largestWorkGroup
    else {
      throw DeviceUnavailable(
        "\(name) over \(global) in work-groups of \(local ?? []) does not fit \(info.name), whose work-groups have at most \(info.largestWorkGroup) work-items"
      )
    }
    let (program, names) = made.withLock { made in
      let known = made[program] ?? AbsentProgram(program)
      made[program] = known
      return (known, known.numbers(of: name))
    }
    return AbsentLaunch(
      name: name, program: program, arguments: arguments, global: global, local: local, numberNames: names)
  }

  package func trimPool() {}
}

/// A queue of an absent device, which does nothing.
private final class AbsentQueue: Queue {
  private final class PastEvent: Event {
    func wait() {}
    var isComplete: Bool { true }
    func duration() -> UInt64 { 0 }
  }

  func enqueue(_ launch: any Launch) {}
  func enqueueWithEvent(_ launch: any Launch) -> any Event { PastEvent() }
  func upload(_ memory: HostMemory, to buffer: Buffer, byteOffset: Int) -> any Event { PastEvent() }
  func fill(_ buffer: Buffer, pattern: UInt32) {}
  func copy(from source: Buffer, to destination: Buffer, byteCount: Int) {}
  func flush() {}
  func finish() {}

  func run(
    _ sequence: any CommandSequence, uploading byteCount: Int,
    _ write: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> Download? {
    throw Self.nothingRuns
  }

  func download(_ buffer: Buffer, range: Range<Int>?) throws -> Download { throw Self.nothingRuns }

  private static var nothingRuns: DeviceUnavailable {
    DeviceUnavailable("nothing runs on a device that is not here")
  }
}
