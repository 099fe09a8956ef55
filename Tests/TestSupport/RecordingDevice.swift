import Device
import Synchronization

/// A device that allocates on a real one, but only writes down what is launched.
package final class RecordingDevice: Device {
  private final class Recorded: Launch {
    let name: String
    init(name: String) { self.name = name }
  }

  private let device: any Device
  private let recorded = Mutex<Set<Program>>([])

  package init(_ device: any Device) { self.device = device }

  package var info: DeviceInfo { device.info }

  /// The programs whose kernels have been bound.
  package var programs: Set<Program> { recorded.withLock { $0 } }

  package func makeQueue(profiling: Bool) throws -> any Queue { try device.makeQueue(profiling: profiling) }

  package func makeBuffer(byteCount: Int) throws -> any Buffer { try device.makeBuffer(byteCount: byteCount) }

  package func makeLaunch(
    _ name: String, in program: Program, arguments: [Argument], global: [Int], local: [Int]?
  ) throws -> any Launch {
    recorded.withLock { _ = $0.insert(program) }
    return Recorded(name: name)
  }

  package func makeLibraryProduct(_ product: LibraryProduct) -> (any Launch)? {
    Recorded(name: "library product")
  }

  package func trimPool() { device.trimPool() }
}
