import Device
import Synchronization

/// A device that says of itself what a real one says, but allocates nothing, and only writes down what is launched.
package final class RecordingDevice: Device {
  /// A launch that no driver would take.
  package struct BadLaunch: Error, CustomStringConvertible {
    package let description: String
  }

  private final class EmptyMemory: DeviceMemory {
    let byteCount: Int
    init(byteCount: Int) { self.byteCount = byteCount }
  }

  private final class RecordedSequence: CommandSequence {
    let contents: SequenceContents
    let submission = "to nobody"
    init(contents: SequenceContents) { self.contents = contents }
  }

  private final class RecordedLaunch: Launch {
    let name: String
    init(name: String) { self.name = name }
  }

  private let device: any Device
  private let recorded = Mutex<Set<Program>>([])

  package init(_ device: any Device) { self.device = device }

  package var info: DeviceInfo { device.info }

  /// The programs whose kernels have been bound.
  package var programs: Set<Program> { recorded.withLock { $0 } }

  package func makeQueue(profiling: Bool, urgent: Bool) throws -> any Queue { RecordingQueue() }

  package func makeBuffer(byteCount: Int) throws -> Buffer {
    if byteCount < 0 || byteCount > info.largestAllocation {
      throw DeviceUnavailable("a buffer of \(byteCount) bytes is larger than the device allows")
    }
    return Buffer(EmptyMemory(byteCount: byteCount))
  }

  package func makeHostMemory(byteCount: Int) -> HostMemory { HostMemory(byteCount: byteCount) }

  package func makeSequence(_ contents: SequenceContents) -> any CommandSequence {
    RecordedSequence(contents: contents)
  }

  package func makeLaunch(
    _ name: String, in program: Program, arguments: [Argument], global: [Int], local: [Int]?
  ) throws -> any Launch {
    let fits = local.map { $0.count == global.count && zip(global, $0).allSatisfy { $1 > 0 && $0 % $1 == 0 } }
    guard (1...3).contains(global.count), global.allSatisfy({ $0 > 0 }), fits ?? true else {
      throw BadLaunch(description: "\(name) over \(global) in groups of \(local ?? [])")
    }
    for case .int(let value) in arguments where Int32(exactly: value) == nil {
      throw DeviceUnavailable("\(name): \(value) is beyond 32 bits")
    }
    recorded.withLock { _ = $0.insert(program) }
    return RecordedLaunch(name: name)
  }

  package func makeLibraryProduct(_ product: LibraryProduct) -> (any Launch)? {
    RecordedLaunch(name: "library product")
  }

  package func trimPool() {}
}
