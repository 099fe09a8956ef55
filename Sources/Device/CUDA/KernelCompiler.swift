/// Compiles OpenCL C to what a CUDA driver loads.
protocol KernelCompiler: AnyObject, Sendable {
  /// The name and version of the compiler, under which compiled programs are stored.
  var key: String { get }

  /// Compiles to PTX, or to whatever the driver's linker accepts in its place. `label` is used in messages;
  /// see `Program` for `isExact`.
  ///
  /// Throws with the compiler's log if the text does not compile.
  func compile(_ text: String, label: String, isExact: Bool) throws -> String
}

/// Passes the text on unchanged: for a driver in software that compiles OpenCL C for a CPU by itself.
final class SourceCompiler: KernelCompiler {
  let key = "source"
  func compile(_ text: String, label: String, isExact: Bool) throws -> String { KernelSource.forCPU(text) }
}

/// Stands for a missing compiler: throws an error that says what to install.
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

/// Adapts PTX that an OpenCL compiler wrote to CUDA.
enum PTX {
  /// Replaces the registers `%envregN`, which hold a launch's offset, by 0: CUDA does not set them, and no
  /// launch has an offset.
  static func withoutEnvironment(_ text: String) -> String {
    guard text.contains("%envreg") else { return text }
    var parts = text.split(separator: "%envreg", omittingEmptySubsequences: false)[...]
    var result = String(parts.removeFirst())
    for part in parts { result += "0" + part.drop(while: \.isNumber) }
    return result
  }

  /// Limits the registers of kernels so that `groups` work-groups of the size that they require fit on a
  /// multiprocessor. Kernels that require no size are unchanged.
  static func resident(groups: Int, _ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix(".reqntid") ? "\(line)\n.minnctapersm \(groups)" : String(line)
    }.joined(separator: "\n")
  }
}
