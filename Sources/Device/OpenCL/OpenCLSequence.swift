import COpenCL

/// Commands that are enqueued one by one, without any work between them.
final class OpenCLSequence: CommandSequence {
  let contents: SequenceContents
  let slots: StagingSlots
  let submission = "by a call of OpenCL for each"
  private let entries: [Entry]

  private enum Entry {
    case kernel(OpenCLLaunch)
    case library(any OpenCLWork)
    case fill(cl_mem, offset: Int, byteCount: Int, pattern: UInt32)
    case copy(cl_mem, from: Int, cl_mem, to: Int, byteCount: Int)
  }

  init(_ contents: SequenceContents, device: OpenCLDevice) {
    self.contents = contents
    slots = StagingSlots(contents) { try device.makeHostMemory(byteCount: $0) }
    entries = contents.commands.compactMap { command in
      switch command {
      case .launch(let launch):
        if let kernel = launch as? OpenCLLaunch { return .kernel(kernel) }
        guard let work = launch as? any OpenCLWork else {
          preconditionFailure("a launch of another driver: \(launch.name)")
        }
        return .library(work)
      case .fill(let buffer, let pattern):
        let byteCount = buffer.byteCount / 4 * 4
        guard byteCount > 0 else { return nil }
        return .fill(buffer.openCL.object, offset: buffer.byteOffset, byteCount: byteCount, pattern: pattern)
      case .copy(let source, let target):
        guard source.byteCount > 0 else { return nil }
        return .copy(
          source.openCL.object, from: source.byteOffset, target.openCL.object, to: target.byteOffset,
          byteCount: source.byteCount)
      }
    }
  }

  func enqueue(on queue: cl_command_queue) throws {
    for entry in entries {
      switch entry {
      case .kernel(let launch): try launch.enqueue(on: queue, event: nil)
      case .library(let work): try work.enqueue(on: queue, event: nil)
      case .fill(let memory, let offset, let byteCount, var pattern):
        try check(
          clEnqueueFillBuffer(queue, memory, &pattern, 4, offset, byteCount, 0, nil, nil),
          "clEnqueueFillBuffer",
          "\(byteCount) bytes")
      case .copy(let source, let from, let target, let to, let byteCount):
        try check(
          clEnqueueCopyBuffer(queue, source, target, from, to, byteCount, 0, nil, nil), "clEnqueueCopyBuffer",
          "\(byteCount) bytes")
      }
    }
  }
}
