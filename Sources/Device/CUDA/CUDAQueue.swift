import CCUDA

final class CUDAQueue: Queue {
  let context: CUDAContext
  private let handle: StreamHandle
  private let activity: QueueActivity
  private let pool: MemoryPool<CUdeviceptr>
  private let isProfiling: Bool
  /// The host memory of copies that may still be running.
  private var transfers: [(memory: HostMemory, done: CUDAEvent)] = []

  /// Keeps the driver's stream alive for as long as something may wait for it. `@unchecked Sendable`: streams
  /// are thread safe.
  private final class StreamHandle: @unchecked Sendable {
    let stream: CUstream
    let context: CUDAContext

    init(_ stream: CUstream, context: CUDAContext) {
      self.stream = stream
      self.context = context
    }

    deinit {
      guard (try? context.makeCurrent()) != nil else { return }
      _ = context.functions.cuStreamDestroy(stream)
    }
  }

  init(context: CUDAContext, pool: MemoryPool<CUdeviceptr>, profiling: Bool, urgent: Bool) throws {
    self.context = context
    self.pool = pool
    isProfiling = profiling
    try context.makeCurrent()
    let priorities = try context.priorities()
    var stream: CUstream?
    try context.check(
      context.functions.cuStreamCreateWithPriority(
        &stream, CU_STREAM_NON_BLOCKING, urgent ? priorities.urgent : priorities.ordinary),
      "cuStreamCreateWithPriority", context.deviceName)
    let handle = StreamHandle(stream!, context: context)
    self.handle = handle
    activity = QueueActivity {
      try handle.context.makeCurrent()
      try CUDAEvent(on: handle.stream, context: handle.context, label: "a queue's work").wait()
    }
    pool.add(activity)
  }

  /// Waits for the queue's work, so that its memory can be given back afterwards.
  deinit {
    try? activity.finish()
    pool.remove(activity)
  }

  /// The driver's stream, to enqueue work on. Notes that the queue is at work.
  private func stream() throws -> CUstream {
    try context.makeCurrent()
    activity.noteWork()
    return handle.stream
  }

  func enqueue(_ launch: any Launch) throws { try cuda(launch).enqueue(on: stream(), context: context) }

  func enqueueWithEvent(_ launch: any Launch) throws -> any Event {
    let stream = try stream()
    guard isProfiling else {
      try cuda(launch).enqueue(on: stream, context: context)
      return try CUDAEvent(on: stream, context: context, label: launch.name)
    }
    let start = try context.makeEvent(CU_EVENT_BLOCKING_SYNC)
    do {
      try context.check(context.functions.cuEventRecord(start, stream), "cuEventRecord", launch.name)
      try cuda(launch).enqueue(on: stream, context: context)
      return try CUDAEvent(on: stream, context: context, label: launch.name, timedFrom: start)
    } catch {
      _ = context.functions.cuEventDestroy(start)
      throw error
    }
  }

  func run(
    _ sequence: any CommandSequence, uploading byteCount: Int,
    _ write: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> Download? {
    guard let sequence = sequence as? CUDASequence else {
      preconditionFailure("a sequence of another driver")
    }
    let contents = sequence.contents
    contents.checkUpload(byteCount)
    let slot = try sequence.slots.take()
    let upload = sequence.slots.upload(slot)
    if byteCount > 0 { try write(UnsafeMutableRawBufferPointer(rebasing: upload.bytes[..<byteCount])) }
    let download = sequence.slots.download(slot)
    let stream = try stream()
    try sequence.submit(
      on: stream, upload: upload.bytes.baseAddress, byteCount: byteCount, download: download.bytes.baseAddress
    )
    let done = try CUDAEvent(on: stream, context: context, label: "a sequence")
    sequence.slots.keep(slot, until: done)
    return contents.download.map { _ in Download(memory: download, event: done) }
  }

  func upload(_ memory: HostMemory, to buffer: Buffer, byteOffset: Int) throws -> any Event {
    buffer.checkUpload(memory.bytes.count, at: byteOffset)
    let stream = try stream()
    if !memory.bytes.isEmpty {
      try context.check(
        context.functions.cuMemcpyHtoDAsync(
          buffer.cuda + UInt64(byteOffset), memory.bytes.baseAddress, memory.bytes.count, stream),
        "cuMemcpyHtoDAsync", "\(memory.bytes.count) bytes")
    }
    return try keep(memory, untilCopiedOn: stream, label: "upload")
  }

  func download(_ buffer: Buffer, range: Range<Int>?) throws -> Download {
    let range = buffer.downloaded(range)
    let memory = HostMemory(byteCount: range.count)
    let stream = try stream()
    if !range.isEmpty {
      try context.check(
        context.functions.cuMemcpyDtoHAsync(
          memory.bytes.baseAddress, buffer.cuda + UInt64(range.lowerBound), range.count, stream),
        "cuMemcpyDtoHAsync", "\(range.count) bytes")
    }
    return Download(memory: memory, event: try keep(memory, untilCopiedOn: stream, label: "download"))
  }

  /// Keeps memory alive until a copy has finished with it, and releases memory of finished copies.
  private func keep(_ memory: HostMemory, untilCopiedOn stream: CUstream, label: String) throws -> CUDAEvent {
    let done = try CUDAEvent(on: stream, context: context, label: label)
    transfers.removeAll { $0.done.isComplete }
    transfers.append((memory, done))
    return done
  }

  func fill(_ buffer: Buffer, pattern: UInt32) throws {
    guard buffer.byteCount >= 4 else { return }
    try context.check(
      context.functions.cuMemsetD32Async(buffer.cuda, pattern, buffer.byteCount / 4, stream()),
      "cuMemsetD32Async", "\(buffer.byteCount) bytes")
  }

  func copy(from source: Buffer, to destination: Buffer, byteCount: Int) throws {
    source.checkCopy(byteCount, to: destination)
    guard byteCount > 0 else { return }
    try context.check(
      context.functions.cuMemcpyDtoDAsync(destination.cuda, source.cuda, byteCount, stream()),
      "cuMemcpyDtoDAsync", "\(byteCount) bytes")
  }

  /// Does nothing, because streams submit everything at once.
  func flush() {}

  func finish() throws {
    try activity.finish()
    transfers = []
  }

  private func cuda(_ launch: any Launch) -> CUDALaunch {
    guard let launch = launch as? CUDALaunch else {
      preconditionFailure("a launch of another driver: \(launch.name)")
    }
    return launch
  }
}
