import Device

/// A queue that does nothing, for a device that allocates nothing.
final class RecordingQueue: Queue {
  private final class PastEvent: Event {
    func wait() throws {}
    func duration() throws -> UInt64 { 0 }
  }

  func enqueue(_ launch: any Launch) throws {}
  func enqueueWithEvent(_ launch: any Launch) throws -> any Event { PastEvent() }
  func upload(_ memory: HostMemory, to buffer: any Buffer, byteOffset: Int) throws -> any Event {
    PastEvent()
  }
  func upload(first byteCount: Int, of memory: HostMemory, to buffer: any Buffer) throws {}
  func download(first byteCount: Int, of buffer: any Buffer, to memory: HostMemory) throws -> any Event {
    throw Self.nothingToRead
  }
  func download(_ buffer: any Buffer, range: Range<Int>?) throws -> Download {
    throw Self.nothingToRead
  }
  private static var nothingToRead: DeviceUnavailable {
    DeviceUnavailable("nothing can be read from a device that only writes down what is launched")
  }
  func fill(_ buffer: any Buffer, pattern: UInt32) throws {}
  func copy(from source: any Buffer, to destination: any Buffer, byteCount: Int) throws {}
  func flush() throws {}
  func finish() throws {}
}
