import COpenCL
import Common
import Foundation
import Synchronization

/// NVIDIA's OpenCL compiler, whose binaries are PTX text.
final class OpenCLPTXCompiler: KernelCompiler {
  let key: String
  private let make: @Sendable () throws -> OpenCLDevice
  private let device = Mutex<OpenCLDevice?>(nil)

  /// The compiler of the OpenCL device that is the same GPU. `info` is that device's description.
  init(id: OpenCLIdentifier, info: DeviceInfo) {
    key = info.key
    make = { try OpenCLDevice(id: id.id, info: info, addressing: .offsets) }
  }

  func compile(_ text: String, label: String, isExact: Bool) throws -> String {
    let device = try device.withLock { device in
      let known = try device ?? make()
      device = known
      return known
    }
    let binary = try OpenCLProgram.compiled(text, label: label, isExact: isExact, device: device)
    let ptx = String(decoding: binary.prefix { $0 != 0 }, as: UTF8.self)
    guard ptx.contains(".entry") else {
      throw DeviceUnavailable(
        "the OpenCL compiler of \(device.info.name) gives \(binary.count) bytes for \(label) that are no PTX; set "
          + "\(Devices.driverVariable)=opencl to use OpenCL in place of CUDA")
    }
    return ptx
  }
}

/// A device of an OpenCL driver. `@unchecked Sendable`: such handles never change.
struct OpenCLIdentifier: @unchecked Sendable {
  let id: cl_device_id
}

/// Lets the OpenCL loader find NVIDIA's compiler if no `.icd` file names it, as in containers.
enum NVIDIAVendorFile {
  private static let library = "libnvidia-opencl.so.1"
  private static let folder = "/etc/OpenCL/vendors"
  private static let variables = ["OCL_ICD_VENDORS", "OPENCL_VENDOR_PATH", "OCL_ICD_FILENAMES"]

  /// To be called before the loader is asked for platforms, if CUDA has a device. Does nothing if the user's
  /// environment already tells the loader what to load.
  static func provide() {
    guard variables.allSatisfy({ getenv($0) == nil }) else { return }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let known = names.map { ($0, (try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) ?? "") }
    guard let files = files(beside: Dictionary(uniqueKeysWithValues: known), exists: canBeOpened) else {
      return
    }
    let target = CacheFolder.path.appending(component: "vendors")
    do {
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      for (name, text) in files {
        try Data(text.utf8).write(to: target.appending(component: name), options: .atomic)
      }
      setenv(variables[0], target.path, 1)
    } catch {
      // Without the file there is no compiler; the error is reported when the compiler is needed.
      return
    }
  }

  /// The contents by name of the `.icd` files to use: `known` and one for NVIDIA's compiler. Nil if that is
  /// among `known`, or if the compiler does not exist.
  static func files(beside known: [String: String], exists: (_ library: String) -> Bool) -> [String: String]?
  {
    var files = known.filter { $0.key.hasSuffix(".icd") }
    guard !files.values.contains(where: { $0.contains("nvidia") }), exists(library) else { return nil }
    files["foresight-nvidia.icd"] = library + "\n"
    return files
  }

  private static func canBeOpened(_ library: String) -> Bool {
    guard let handle = dlopen(library, RTLD_LAZY) else { return false }
    dlclose(handle)
    return true
  }
}
