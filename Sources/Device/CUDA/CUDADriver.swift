import CCUDA
import Foundation

/// NVIDIA's driver, which is loaded at run time, so that building and installing need nothing of it.
///
/// `@unchecked Sendable`: immutable; the driver's functions are thread safe.
final class CUDADriver: @unchecked Sendable {
  /// The environment variable that names a library to load in place of the system's.
  static let libraryVariable = "FORESIGHT_CUDA_LIBRARY"

  let functions: CUDAFunctions
  /// The CUDA version: 1000 times the major version plus 10 times the minor one.
  let version: Int

  /// The error of a driver that cannot be loaded.
  struct Missing: Error, CustomStringConvertible {
    let description: String
    /// False if the library simply does not exist.
    let isFault: Bool
  }

  /// Loads and initializes the library at `path`. Throws `Missing` if that fails.
  init(library path: String) throws {
    var functions = CUDAFunctions()
    var text = [CChar](repeating: 0, count: 512)
    let result = cuda_load(path, &functions, &text, text.count)
    let reason = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    if result == CUDA_LIBRARY_MISSING { throw Missing(description: reason, isFault: false) }
    guard result == CUDA_LOADED else {
      throw Missing(
        description:
          "the CUDA driver \(path) has no function \(reason): install a driver of CUDA 12.0 or newer",
        isFault: true)
    }
    self.functions = functions
    var code = functions.cuInit(0)
    guard code != CUDA_ERROR_NO_DEVICE else {
      throw Missing(description: "the CUDA driver finds no device", isFault: false)
    }
    var version: Int32 = 0
    if code == CUDA_SUCCESS { code = functions.cuDriverGetVersion(&version) }
    guard code == CUDA_SUCCESS else {
      throw Missing(
        description: "the CUDA driver \(path) does not start: \(Self.name(of: code, functions))",
        isFault: true)
    }
    self.version = Int(version)
  }

  /// The driver that the environment variable names, or the system's.
  static func open() throws -> CUDADriver {
    let path = ProcessInfo.processInfo.environment[libraryVariable]
    guard let path, !path.isEmpty else { return try CUDADriver(library: "libcuda.so.1") }
    do {
      return try CUDADriver(library: path)
    } catch let missing as Missing {
      throw Missing(description: "\(libraryVariable): \(missing.description)", isFault: true)
    }
  }

  /// The version for messages, such as `CUDA 13.0`.
  var versionText: String { "CUDA \(version / 1000).\(version % 1000 / 10)" }

  /// Throws if a call of the driver failed. `context` says what the call was for.
  func check(_ code: CUresult, _ call: String, _ context: @autoclosure () -> String) throws {
    if code != CUDA_SUCCESS { throw error(code, call, context()) }
  }

  func error(_ code: CUresult, _ call: String, _ context: String) -> DeviceError {
    let advice =
      Self.isLoss(code)
      ? "; this process cannot use the device any more"
      : ""
    return DeviceError(
      call: call, code: code, context: context + advice, answer: Self.name(of: code, functions))
  }

  /// Whether this answer means that the process has lost the device.
  private static func isLoss(_ code: CUresult) -> Bool {
    [
      CUDA_ERROR_ECC_UNCORRECTABLE, CUDA_ERROR_ILLEGAL_ADDRESS, CUDA_ERROR_LAUNCH_TIMEOUT,
      CUDA_ERROR_CONTEXT_IS_DESTROYED, CUDA_ERROR_ASSERT, CUDA_ERROR_HARDWARE_STACK_ERROR,
      CUDA_ERROR_ILLEGAL_INSTRUCTION, CUDA_ERROR_MISALIGNED_ADDRESS, CUDA_ERROR_INVALID_ADDRESS_SPACE,
      CUDA_ERROR_INVALID_PC, CUDA_ERROR_LAUNCH_FAILED, CUDA_ERROR_UNKNOWN,
    ].contains(code)
  }

  private static func name(of code: CUresult, _ functions: CUDAFunctions) -> String {
    var name: UnsafePointer<CChar>?
    var text: UnsafePointer<CChar>?
    guard functions.cuGetErrorName(code, &name) == CUDA_SUCCESS, let name else { return "error \(code)" }
    let meaning =
      functions.cuGetErrorString(code, &text) == CUDA_SUCCESS ? text.map { ", \(String(cString: $0))" } : nil
    return "\(String(cString: name)) (\(code)\(meaning ?? ""))"
  }
}
