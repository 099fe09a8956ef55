import COpenCL

final class OpenCLQueue: Queue {
  let device: OpenCLDevice
  private let activity: QueueActivity

  /// The driver's queue, for work that is about to be enqueued.
  var queue: cl_command_queue {
    activity.noteWork()
    return activity.queue
  }

  init(device: OpenCLDevice, profiling: Bool) throws {
    self.device = device
    var code: cl_int = 0
    let properties = cl_command_queue_properties(profiling ? CL_QUEUE_PROFILING_ENABLE : 0)
    guard let queue = clCreateCommandQueue(device.context, device.id, properties, &code) else {
      throw DeviceError(call: "clCreateCommandQueue", code: code, context: device.info.name)
    }
    activity = QueueActivity(queue)
    device.pool.add(activity)
  }

  /// Waits for the queue's work: memory that it uses may be given back afterwards.
  deinit {
    try? activity.finish()
    device.pool.remove(activity)
  }

  func enqueue(_ launch: any Launch) throws { try enqueue(opencl(launch), event: nil) }

  func enqueueWithEvent(_ launch: any Launch) throws -> any Event {
    var event: cl_event?
    try enqueue(opencl(launch), event: &event)
    return OpenCLEvent(event!, label: launch.name)
  }

  private func enqueue(_ work: any OpenCLWork, event: UnsafeMutablePointer<cl_event?>?) throws {
    guard let turn = device.turn else { return try work.enqueue(on: self, event: event) }
    turn.lock()
    defer { turn.unlock() }
    try work.enqueue(on: self, event: event)
  }

  func upload(_ memory: HostMemory, to buffer: any Buffer, byteOffset: Int) throws -> any Event {
    precondition(
      byteOffset >= 0 && byteOffset + memory.bytes.count <= buffer.byteCount,
      "an upload of \(memory.bytes.count) bytes to offset \(byteOffset) of a buffer of \(buffer.byteCount)")
    guard !memory.bytes.isEmpty else { return try marker() }
    var event: cl_event?
    try check(
      clEnqueueWriteBuffer(
        queue, opencl(buffer).memory, cl_bool(CL_FALSE), byteOffset, memory.bytes.count,
        memory.bytes.baseAddress!, 0, nil, &event),
      "clEnqueueWriteBuffer", "\(memory.bytes.count) bytes")
    return try OpenCLEvent(event!, label: "upload", keepingAlive: memory)
  }

  func upload(first byteCount: Int, of memory: HostMemory, to buffer: any Buffer) throws {
    precondition(
      0 < byteCount && byteCount <= min(memory.bytes.count, buffer.byteCount),
      "an upload of \(byteCount) of \(memory.bytes.count) bytes to a buffer of \(buffer.byteCount)")
    try check(
      clEnqueueWriteBuffer(
        queue, opencl(buffer).memory, cl_bool(CL_FALSE), 0, byteCount, memory.bytes.baseAddress!, 0, nil, nil),
      "clEnqueueWriteBuffer", "\(byteCount) bytes")
  }

  func download(first byteCount: Int, of buffer: any Buffer, to memory: HostMemory) throws -> any Event {
    precondition(
      0 < byteCount && byteCount <= min(memory.bytes.count, buffer.byteCount),
      "a download of \(byteCount) bytes of a buffer of \(buffer.byteCount) to memory of \(memory.bytes.count)"
    )
    var event: cl_event?
    try check(
      clEnqueueReadBuffer(
        queue, opencl(buffer).memory, cl_bool(CL_FALSE), 0, byteCount, memory.bytes.baseAddress!, 0, nil,
        &event),
      "clEnqueueReadBuffer", "\(byteCount) bytes")
    return OpenCLEvent(event!, label: "download")
  }

  func download(_ buffer: any Buffer, range: Range<Int>?) throws -> Download {
    let range = range ?? 0..<buffer.byteCount
    precondition(
      range.lowerBound >= 0 && range.upperBound <= buffer.byteCount,
      "a download of bytes \(range) of a buffer of \(buffer.byteCount)")
    let memory = HostMemory(byteCount: range.count)
    guard !range.isEmpty else { return Download(memory: memory, event: try marker()) }
    var event: cl_event?
    try check(
      clEnqueueReadBuffer(
        queue, opencl(buffer).memory, cl_bool(CL_FALSE), range.lowerBound, range.count,
        memory.bytes.baseAddress!, 0, nil, &event),
      "clEnqueueReadBuffer", "\(range.count) bytes")
    return Download(memory: memory, event: try OpenCLEvent(event!, label: "download", keepingAlive: memory))
  }

  func fill(_ buffer: any Buffer, pattern: UInt32) throws {
    let byteCount = buffer.byteCount / 4 * 4
    guard byteCount > 0 else { return }
    var pattern = pattern
    try check(
      clEnqueueFillBuffer(queue, opencl(buffer).memory, &pattern, 4, 0, byteCount, 0, nil, nil),
      "clEnqueueFillBuffer", "\(byteCount) bytes")
  }

  func copy(from source: any Buffer, to destination: any Buffer, byteCount: Int) throws {
    precondition(
      byteCount <= source.byteCount && byteCount <= destination.byteCount,
      "a copy of \(byteCount) bytes from a buffer of \(source.byteCount) to one of \(destination.byteCount)")
    guard byteCount > 0 else { return }
    try check(
      clEnqueueCopyBuffer(
        queue, opencl(source).memory, opencl(destination).memory, 0, 0, byteCount, 0, nil, nil),
      "clEnqueueCopyBuffer", "\(byteCount) bytes")
  }

  func flush() throws { try check(clFlush(activity.queue), "clFlush", device.info.name) }

  func finish() throws { try activity.finish() }

  private func marker() throws -> OpenCLEvent {
    var event: cl_event?
    try check(
      clEnqueueMarkerWithWaitList(queue, 0, nil, &event), "clEnqueueMarkerWithWaitList", device.info.name)
    return OpenCLEvent(event!, label: "marker")
  }

  private func opencl(_ buffer: any Buffer) -> OpenCLBuffer {
    guard let buffer = buffer as? OpenCLBuffer else {
      preconditionFailure("a buffer of another driver: \(buffer)")
    }
    return buffer
  }

  private func opencl(_ launch: any Launch) -> any OpenCLWork {
    guard let launch = launch as? any OpenCLWork else {
      preconditionFailure("a launch of another driver: \(launch.name)")
    }
    return launch
  }
}
