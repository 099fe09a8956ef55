import COpenCL
import Foundation
import Logging

extension OpenCLDevice {
  /// The environment variable that, if it is 0, keeps OpenCL devices from sharing memory with the host.
  static let sharedMemoryVariable = "FORESIGHT_SHARED_MEMORY"

  /// A device whose kernels take pointers into shared virtual memory, if the driver has it and it works.
  static func make(id: cl_device_id, info: DeviceInfo) throws -> OpenCLDevice {
    guard info.hasSharedMemory, ProcessInfo.processInfo.environment[sharedMemoryVariable] != "0" else {
      return try OpenCLDevice(id: id, info: info, addressing: .offsets)
    }
    let device = try? OpenCLDevice(id: id, info: info, addressing: .pointers)
    if let device, info.isCPU { return device }
    let fault = device.map { $0.sharedMemoryFault() } ?? "it gives no context"
    guard let fault else { return device! }
    Logger(label: "device").warning(
      "shared virtual memory does not work on \(info.name) as its driver says (\(fault)); using buffers with offsets"
    )
    return try OpenCLDevice(id: id, info: info, addressing: .offsets)
  }

  /// The fault that a check of shared virtual memory finds, with pointers into its middle and a buffer over
  /// it; nil if there is none.
  private func sharedMemoryFault() -> String? {
    let count = 64
    let values = (0..<count).map { Int32($0 * 7 - 100) }
    let program = Program(
      text: """
        KERNEL void increment(GLOBAL const int* input, GLOBAL int* output) {
          output[get_global_id(0)] = input[get_global_id(0)] + 1;
        }
        """)
    do {
      let whole = try makeBuffer(byteCount: 4096)
      func part(_ offset: Int) -> Buffer { whole.slice(byteOffset: offset, byteCount: 4 * count) }
      let queue = try makeQueue(profiling: false)
      try queue.fill(whole, pattern: 0xffff)
      try queue.upload(HostMemory(values), to: part(528), byteOffset: 0)
      for (input, output) in [(528, 1040), (1040, 2064)] {
        try queue.enqueue(
          makeLaunch(
            "increment", in: program, arguments: [.buffer(part(input)), .buffer(part(output))],
            global: [count], local: nil))
      }
      try queue.copy(from: part(2064), to: part(3088), byteCount: 4 * count)
      let words: [Int32] = try queue.download(whole, range: nil).wait().array()
      let expected = (0..<1024).map { word in
        for (offset, addend) in [(528, 0), (1040, 1), (2064, 2), (3088, 2)] {
          let index = word - offset / 4
          if 0..<count ~= index { return values[index] + Int32(addend) }
        }
        return 0xffff
      }
      return words == expected ? nil : "a kernel and copies gave other values than they should"
    } catch {
      return "\(error)"
    }
  }
}
