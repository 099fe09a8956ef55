/// Makes of OpenCL C what a CUDA driver loads.
protocol KernelCompiler: AnyObject, Sendable {
  /// Names the compiler and its version: what it made is kept under it.
  var key: String { get }

  /// PTX, or whatever the driver's linker takes in its place. `label` is for messages; `isExact` as `Program` has it.
  ///
  /// Throws with the compiler's log where the text does not compile.
  func compile(_ text: String, label: String, isExact: Bool) throws -> String
}

/// Hands the text on: to a driver in software that compiles OpenCL C by itself, for a CPU.
final class SourceCompiler: KernelCompiler {
  let key = "source"
  func compile(_ text: String, label: String, isExact: Bool) throws -> String { KernelSource.forCPU(text) }
}

/// No compiler: says what to install.
final class MissingCompiler: KernelCompiler {
  let key = "none"
  private let deviceName: String

  init(deviceName: String) { self.deviceName = deviceName }

  func compile(_ text: String, label: String, isExact: Bool) throws -> String {
    throw DeviceUnavailable(
      "\(deviceName) needs NVIDIA's OpenCL compiler, libnvidia-opencl.so.1, for its kernels: install the package of your "
        + "driver's version that holds it (Debian: nvidia-opencl-icd; Ubuntu: libnvidia-compute-…; in a container, set "
        + "NVIDIA_DRIVER_CAPABILITIES=compute,utility)")
  }
}

/// PTX of OpenCL, made ready for CUDA.
enum PTX {
  /// The environment's registers `%envregN`, which hold a launch's offset, replaced by 0: CUDA does not set them, and no
  /// launch has an offset.
  static func withoutEnvironment(_ text: String) -> String {
    guard text.contains("%envreg") else { return text }
    var parts = text.split(separator: "%envreg", omittingEmptySubsequences: false)[...]
    var result = String(parts.removeFirst())
    for part in parts { result += "0" + part.drop(while: \.isNumber) }
    return result
  }

  /// With registers of the kernels limited so that `groups` work-groups of the size that they require fit on a
  /// multiprocessor; unchanged where a kernel requires none.
  static func resident(groups: Int, _ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix(".reqntid") ? "\(line)\n.minnctapersm \(groups)" : String(line)
    }.joined(separator: "\n")
  }
}
