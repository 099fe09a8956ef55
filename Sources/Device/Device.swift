/// A device that runs kernels: what `Operations` and all above it know of a GPU or CPU.
///
/// Four small roles: the device allocates memory and builds programs, a `Buffer` is memory on it, a
/// `Launch` is a kernel with its arguments and sizes bound, and a `Queue` runs launches and copies in order.
/// Nothing here names OpenCL, so that another driver can stand beside it.
///
/// Threads: a device and its buffers may be used from any thread; a queue from one thread at a time.
package protocol Device: AnyObject, Sendable {
  var info: DeviceInfo { get }

  /// An in-order queue. With `profiling`, its events carry the device's own times.
  func makeQueue(profiling: Bool) throws -> any Queue

  /// Memory of at least `byteCount` bytes (which may be 0), from the device's pool; its content is undefined.
  ///
  /// The memory returns to the pool with the last reference, and is given out again once every queue that was at
  /// work then has finished.
  ///
  /// Throws where the device cannot hold it.
  func makeBuffer(byteCount: Int) throws -> any Buffer

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
  /// Nil: most drivers have no library.
  package func makeLibraryProduct(_ product: LibraryProduct) throws -> (any Launch)? { nil }
}

/// Memory on a device.
package protocol Buffer: AnyObject, Sendable {
  /// The size that was asked for, in bytes.
  var byteCount: Int { get }

  /// A part of this buffer as a buffer of its own, which keeps this one alive.
  ///
  /// `byteOffset` is a multiple of the device's `bufferAlignment`; the part lies inside the buffer.
  func slice(byteOffset: Int, byteCount: Int) throws -> any Buffer
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

  /// Copies `memory` into `buffer` from `byteOffset` on; `memory` is kept alive, and must not change, until done.
  @discardableResult
  func upload(_ memory: HostMemory, to buffer: any Buffer, byteOffset: Int) throws -> any Event

  /// Copies the first bytes of `memory` to the start of `buffer`, at the queue's turn; the caller keeps `memory`, and leaves
  /// it as it is, until the queue has come so far. For small copies that are made again and again.
  func upload(first byteCount: Int, of memory: HostMemory, to buffer: any Buffer) throws

  /// Copies the first bytes of `buffer` to the start of `memory`, which is valid once the event has been waited for, and
  /// which the caller keeps until then.
  func download(first byteCount: Int, of buffer: any Buffer, to memory: HostMemory) throws -> any Event

  /// Copies the whole buffer, or `range` of its bytes, to new host memory, which is valid once `wait()` returns.
  func download(_ buffer: any Buffer, range: Range<Int>?) throws -> Download

  /// Sets every 32-bit word of the buffer to `pattern`.
  func fill(_ buffer: any Buffer, pattern: UInt32) throws

  /// Copies `byteCount` bytes between two buffers that do not overlap.
  func copy(from source: any Buffer, to destination: any Buffer, byteCount: Int) throws

  /// Hands over what was enqueued to the device, and returns at once.
  func flush() throws

  /// Waits until all work enqueued so far has finished.
  func finish() throws
}

/// A point in a queue's work.
package protocol Event: AnyObject, Sendable {
  /// Waits until the work has finished. Throws where it failed.
  func wait() throws

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
