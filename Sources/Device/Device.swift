/// A device that runs kernels: what `Operations` and all above it know of a GPU or CPU.
///
/// Small roles: the device allocates memory and builds programs, a `Buffer` is a view of memory on it, a `Launch` is a
/// kernel with its arguments and sizes bound, a `CommandSequence` is a list of launches, fills and copies, and a `Queue`
/// runs them in order. Nothing here names OpenCL, so that another driver can stand beside it.
///
/// Threads: a device and its buffers may be used from any thread; a queue from one thread at a time.
package protocol Device: AnyObject, Sendable {
  var info: DeviceInfo { get }

  /// An in-order queue. With `profiling`, its events carry the device's own times; where the device has priorities, work
  /// of an `urgent` queue is begun before that of others.
  func makeQueue(profiling: Bool, urgent: Bool) throws -> any Queue

  /// Memory of at least `byteCount` bytes (which may be 0), from the device's pool; its content is undefined.
  ///
  /// The memory returns to the pool with the last reference, and is given out again once every queue that was at
  /// work then has finished.
  ///
  /// Throws where the device cannot hold it.
  func makeBuffer(byteCount: Int) throws -> Buffer

  /// Memory of the host that copies to and from the device are fast with; its content is undefined.
  func makeHostMemory(byteCount: Int) throws -> HostMemory

  /// A list of commands that queues of this device run as a whole.
  func makeSequence(_ contents: SequenceContents) throws -> any CommandSequence

  /// Kernel `name` of `program` with its arguments bound once, over a global size of 1 to 3 dimensions.
  ///
  /// The program is compiled where this process has not used it yet, or taken from the cache on disk.
  /// Throws where it does not compile or does not hold the kernel, and where arguments or sizes do not fit.
  func makeLaunch(_ name: String, in program: Program, arguments: [Argument], global: [Int], local: [Int]?)
    throws -> any Launch

  /// A matrix product by the driver's library; nil where it has none.
  func makeLibraryProduct(_ product: LibraryProduct) throws -> (any Launch)?

  /// Frees the pooled memory that nothing uses.
  func trimPool()
}

extension Device {
  /// A queue of ordinary priority.
  package func makeQueue(profiling: Bool) throws -> any Queue {
    try makeQueue(profiling: profiling, urgent: false)
  }

  /// Nil: most drivers have no library.
  package func makeLibraryProduct(_ product: LibraryProduct) throws -> (any Launch)? { nil }
}

/// A kernel with its arguments and sizes bound, ready to be enqueued any number of times.
///
/// A launch keeps its buffers alive. It belongs to one queue's thread at a time.
package protocol Launch: AnyObject {
  /// The kernel's name, for reports.
  var name: String { get }
}

/// An ordered stream of work on a device. Calls return at once unless they say that they wait.
package protocol Queue: AnyObject {
  func enqueue(_ launch: any Launch) throws

  /// Like `enqueue(_:)`, with an event to wait for and, on a profiling queue, to time.
  func enqueueWithEvent(_ launch: any Launch) throws -> any Event

  /// Enqueues a run of a sequence, and hands it to the device. `write` sets the first `byteCount` bytes of the sequence's
  /// upload in the host's memory, which is the caller's until `write` returns. Returns the sequence's download, where it
  /// has one.
  func run(
    _ sequence: any CommandSequence, uploading byteCount: Int,
    _ write: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> Download?

  /// Copies `memory` into `buffer` from `byteOffset` on; `memory` is kept alive, and must not change, until done.
  @discardableResult
  func upload(_ memory: HostMemory, to buffer: Buffer, byteOffset: Int) throws -> any Event

  /// Copies the whole buffer, or `range` of its bytes, to new host memory, which is valid once `wait()` returns.
  func download(_ buffer: Buffer, range: Range<Int>?) throws -> Download

  /// Sets every 32-bit word of the buffer to `pattern`.
  func fill(_ buffer: Buffer, pattern: UInt32) throws

  /// Copies `byteCount` bytes between two buffers that do not overlap.
  func copy(from source: Buffer, to destination: Buffer, byteCount: Int) throws

  /// Hands over what was enqueued to the device, and returns at once.
  func flush() throws

  /// Waits until all work enqueued so far has finished.
  func finish() throws
}

/// A point in a queue's work.
package protocol Event: AnyObject, Sendable {
  /// Waits until the work has finished. Throws where it failed.
  func wait() throws

  /// Whether the work has finished; true as well where it failed, which `wait()` then tells.
  var isComplete: Bool { get }

  /// How long the device worked on it, in nanoseconds; only on a profiling queue, and once finished.
  func duration() throws -> UInt64
}

/// A copy to the host under way.
package struct Download: Sendable {
  private let memory: HostMemory
  private let event: any Event

  init(memory: HostMemory, event: any Event) {
    self.memory = memory
    self.event = event
  }

  /// Waits for the copy, and returns the memory that it filled.
  package func wait() throws -> HostMemory {
    try event.wait()
    return memory
  }
}
