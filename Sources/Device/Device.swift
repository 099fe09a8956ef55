/// A device that runs kernels: all that `Operations` and the modules above it know of a GPU or CPU.
///
/// The roles are small: the device allocates memory and builds programs, a `Buffer` is a view of its memory,
/// a `Launch` is a kernel with bound arguments and sizes, a `CommandSequence` is a list of launches, fills
/// and copies, and a `Queue` runs them in order. Nothing here mentions OpenCL, so that there can be other
/// drivers.
///
/// A device and its buffers may be used from any thread, a queue from one thread at a time.
package protocol Device: AnyObject, Sendable {
  var info: DeviceInfo { get }

  /// A queue that runs its work in order. With `profiling`, its events have the device's times. On devices
  /// with priorities, the work of an `urgent` queue begins before that of others.
  func makeQueue(profiling: Bool, urgent: Bool) throws -> any Queue

  /// Memory of at least `byteCount` bytes (which may be 0) from the device's pool, with undefined content.
  ///
  /// The memory returns to the pool when its last reference is released. It is used again once every queue
  /// that was at work at that time has finished.
  ///
  /// Throws if the device has too little memory.
  func makeBuffer(byteCount: Int) throws -> Buffer

  /// Host memory with undefined content, which can be copied fast to and from the device.
  func makeHostMemory(byteCount: Int) throws -> HostMemory

  /// A list of commands that queues of this device run as a whole.
  func makeSequence(_ contents: SequenceContents) throws -> any CommandSequence

  /// A launch of the kernel `name` of `program` with these arguments, over a global size of 1 to 3
  /// dimensions.
  ///
  /// The program is compiled when this process first uses it, or taken from the cache on disk. Throws if it
  /// does not compile or does not contain the kernel, and if arguments or sizes do not fit.
  func makeLaunch(_ name: String, in program: Program, arguments: [Argument], global: [Int], local: [Int]?)
    throws -> any Launch

  /// A matrix product by the driver's library; nil if there is no library.
  func makeLibraryProduct(_ product: LibraryProduct) throws -> (any Launch)?

  func trimPool()
}

extension Device {
  /// A queue of ordinary priority.
  package func makeQueue(profiling: Bool) throws -> any Queue {
    try makeQueue(profiling: profiling, urgent: false)
  }

  /// Nil, as most drivers have no library.
  package func makeLibraryProduct(_ product: LibraryProduct) throws -> (any Launch)? { nil }
}

/// A kernel with bound arguments and sizes, which can be enqueued any number of times.
///
/// A launch keeps its buffers alive. To be used by one queue's thread at a time.
package protocol Launch: AnyObject {
  /// The kernel's name, for reports.
  var name: String { get }
}

/// An ordered stream of work on a device. Functions return at once unless they are said to wait.
package protocol Queue: AnyObject {
  func enqueue(_ launch: any Launch) throws

  /// The same as `enqueue(_:)`. Returns an event to wait for and, on a profiling queue, to time the launch.
  func enqueueWithEvent(_ launch: any Launch) throws -> any Event

  /// Enqueues a run of a sequence and submits it to the device. `write` writes the first `byteCount` bytes of
  /// the sequence's upload to host memory, which it may use only until it returns. Returns the sequence's
  /// download, if it has one.
  func run(
    _ sequence: any CommandSequence, uploading byteCount: Int,
    _ write: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> Download?

  /// Copies `memory` into `buffer` from `byteOffset` on. `memory` is kept alive, and must not change, until
  /// the copy is done.
  @discardableResult
  func upload(_ memory: HostMemory, to buffer: Buffer, byteOffset: Int) throws -> any Event

  /// Copies the whole buffer, or `range` of its bytes, to new host memory, which is valid once `wait()`
  /// returns.
  func download(_ buffer: Buffer, range: Range<Int>?) throws -> Download

  /// Sets every 32-bit word of the buffer to `pattern`.
  func fill(_ buffer: Buffer, pattern: UInt32) throws

  /// Copies `byteCount` bytes between two buffers that do not overlap.
  func copy(from source: Buffer, to destination: Buffer, byteCount: Int) throws

  /// Submits to the device what was enqueued, and returns at once.
  func flush() throws

  /// Waits until all work enqueued so far has finished.
  func finish() throws
}

/// A point in a queue's work.
package protocol Event: AnyObject, Sendable {
  /// Waits until the work has finished. Throws if it failed.
  func wait() throws

  /// Whether the work has finished. It is also true if the work failed, which `wait()` reports.
  var isComplete: Bool { get }

  /// The device's time for the work in nanoseconds; only on a profiling queue, and once finished.
  func duration() throws -> UInt64
}

/// A copy to the host that may still be running.
package struct Download: Sendable {
  private let memory: HostMemory
  private let event: any Event

  init(memory: HostMemory, event: any Event) {
    self.memory = memory
    self.event = event
  }

  /// Waits for the copy, and returns the host memory that it filled.
  package func wait() throws -> HostMemory {
    try event.wait()
    return memory
  }
}
