import Device

/// A queue that does nothing, for a device that allocates nothing.
final class RecordingQueue: Queue {
  private final class PastEvent: Event {
    func wait() throws {}
    var isComplete: Bool { true }
    func duration() throws -> UInt64 { 0 }
  }

  func enqueue(_ launch: any Launch) throws {}
  func enqueueWithEvent(_ launch: any Launch) throws -> any Event { PastEvent() }
  func upload(_ memory: HostMemory, to buffer: Buffer, byteOffset: Int) throws -> any Event {
    PastEvent()
  }
  func run(
    _ sequence: any CommandSequence, uploading byteCount: Int,
    _ write: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> Download? { nil }
  func download(_ buffer: Buffer, range: Range<Int>?) throws -> Download {
    throw Self.nothingToRead
  }
  private static var nothingToRead: DeviceUnavailable {
    DeviceUnavailable("nothing can be read from a device that only writes down what is launched")
  }
  func fill(_ buffer: Buffer, pattern: UInt32) throws {}
  func copy(from source: Buffer, to destination: Buffer, byteCount: Int) throws {}
  func flush() throws {}
  func finish() throws {}
}
