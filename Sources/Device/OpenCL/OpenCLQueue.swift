import COpenCL

final class OpenCLQueue: Queue {
  let device: OpenCLDevice
  private let activity: QueueActivity
  private let handle: QueueHandle

  /// Keeps the driver's queue alive for as long as something may wait for it. `@unchecked Sendable`: OpenCL
  /// queues are thread safe.
  private final class QueueHandle: @unchecked Sendable {
    let queue: cl_command_queue
    init(_ queue: cl_command_queue) { self.queue = queue }
    deinit { clReleaseCommandQueue(queue) }
  }

  /// The driver's queue, to enqueue work on. Notes that the queue is at work.
  var queue: cl_command_queue {
    activity.noteWork()
    return handle.queue
  }

  init(device: OpenCLDevice, profiling: Bool) throws {
    self.device = device
    let handle = QueueHandle(try device.makeDriverQueue(profiling: profiling))
    self.handle = handle
    activity = QueueActivity { try check(clFinish(handle.queue), "clFinish", "a queue's work") }
    device.pool.add(activity)
  }

  /// Waits for the queue's work, so that its memory can be given back afterwards.
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
    try inTurn { try work.enqueue(on: queue, event: event) }
  }

  private func inTurn(_ body: () throws -> Void) throws {
    guard let turn = device.turn else { return try body() }
    turn.lock()
    defer { turn.unlock() }
    try body()
  }

  func run(
    _ sequence: any CommandSequence, uploading byteCount: Int,
    _ write: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> Download? {
    guard let sequence = sequence as? OpenCLSequence else {
      preconditionFailure("a sequence of another driver")
    }
    let contents = sequence.contents
    contents.checkUpload(byteCount)
    let slot = try sequence.slots.take()
    let queue = queue
    var event: cl_event?
    if byteCount > 0, let target = contents.upload {
      let bytes = UnsafeMutableRawBufferPointer(rebasing: sequence.slots.upload(slot).bytes[..<byteCount])
      try write(bytes)
      try withEvent(contents.download == nil, &event) { event in
        try check(
          clEnqueueWriteBuffer(
            queue, target.openCL.object, cl_bool(CL_FALSE), target.byteOffset, byteCount, bytes.baseAddress!,
            0, nil, event), "clEnqueueWriteBuffer", "\(byteCount) bytes")
      }
    }
    try inTurn { try sequence.enqueue(on: queue) }
    var result: Download?
    if let source = contents.download {
      let memory = sequence.slots.download(slot)
      try check(
        clEnqueueReadBuffer(
          queue, source.openCL.object, cl_bool(CL_FALSE), source.byteOffset, source.byteCount,
          memory.bytes.baseAddress!, 0, nil, &event), "clEnqueueReadBuffer", "\(source.byteCount) bytes")
      let done = OpenCLEvent(event!, label: "a sequence's download")
      sequence.slots.keep(slot, until: done)
      result = Download(memory: memory, event: done)
    } else {
      sequence.slots.keep(slot, until: event.map { OpenCLEvent($0, label: "a sequence's upload") })
    }
    try flush()
    return result
  }

  private func withEvent(
    _ isWanted: Bool, _ event: inout cl_event?, _ body: (UnsafeMutablePointer<cl_event?>?) throws -> Void
  ) throws {
    if isWanted { try body(&event) } else { try body(nil) }
  }

  func upload(_ memory: HostMemory, to buffer: Buffer, byteOffset: Int) throws -> any Event {
    buffer.checkUpload(memory.bytes.count, at: byteOffset)
    guard !memory.bytes.isEmpty else { return try marker() }
    var event: cl_event?
    try check(
      clEnqueueWriteBuffer(
        queue, buffer.openCL.object, cl_bool(CL_FALSE), buffer.byteOffset + byteOffset, memory.bytes.count,
        memory.bytes.baseAddress!, 0, nil, &event),
      "clEnqueueWriteBuffer", "\(memory.bytes.count) bytes")
    return try OpenCLEvent(event!, label: "upload", keepingAlive: memory)
  }

  func download(_ buffer: Buffer, range: Range<Int>?) throws -> Download {
    let range = buffer.downloaded(range)
    let memory = HostMemory(byteCount: range.count)
    guard !range.isEmpty else { return Download(memory: memory, event: try marker()) }
    var event: cl_event?
    try check(
      clEnqueueReadBuffer(
        queue, buffer.openCL.object, cl_bool(CL_FALSE), buffer.byteOffset + range.lowerBound, range.count,
        memory.bytes.baseAddress!, 0, nil, &event),
      "clEnqueueReadBuffer", "\(range.count) bytes")
    return Download(memory: memory, event: try OpenCLEvent(event!, label: "download", keepingAlive: memory))
  }

  func fill(_ buffer: Buffer, pattern: UInt32) throws {
    let byteCount = buffer.byteCount / 4 * 4
    guard byteCount > 0 else { return }
    var pattern = pattern
    try check(
      clEnqueueFillBuffer(
        queue, buffer.openCL.object, &pattern, 4, buffer.byteOffset, byteCount, 0, nil, nil),
      "clEnqueueFillBuffer", "\(byteCount) bytes")
  }

  func copy(from source: Buffer, to destination: Buffer, byteCount: Int) throws {
    source.checkCopy(byteCount, to: destination)
    guard byteCount > 0 else { return }
    try check(
      clEnqueueCopyBuffer(
        queue, source.openCL.object, destination.openCL.object, source.byteOffset, destination.byteOffset,
        byteCount, 0, nil, nil),
      "clEnqueueCopyBuffer", "\(byteCount) bytes")
  }

  func flush() throws { try check(clFlush(handle.queue), "clFlush", device.info.name) }

  func finish() throws { try activity.finish() }

  private func marker() throws -> OpenCLEvent {
    var event: cl_event?
    try check(
      clEnqueueMarkerWithWaitList(queue, 0, nil, &event), "clEnqueueMarkerWithWaitList", device.info.name)
    return OpenCLEvent(event!, label: "marker")
  }

  private func opencl(_ launch: any Launch) -> any OpenCLWork {
    guard let launch = launch as? any OpenCLWork else {
      preconditionFailure("a launch of another driver: \(launch.name)")
    }
    return launch
  }
}
