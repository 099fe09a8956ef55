import Device
import Operations

/// A device, a context that forces a variant, and a queue: for tests of operations on device arrays.
package final class Bench {
  package let context: OperationContext
  package let queue: any Queue

  package init(_ variant: KernelVariant? = nil, device name: String? = nil) throws {
    let device = try Devices.select(name)
    context = OperationContext(device: device, forced: variant)
    queue = try device.makeQueue(profiling: false)
  }

  /// An array that holds `values`.
  package func array(_ values: [Float], _ shape: [Int]) throws -> DeviceArray {
    let array = try context.makeArray(shape)
    precondition(values.count == array.count, "\(values.count) values of an array of shape \(shape)")
    try queue.upload(HostMemory(values), to: array.buffer, byteOffset: 0)
    return array
  }

  /// An array that holds `values`.
  package func array(_ values: [Int32], _ shape: [Int]) throws -> DeviceArray {
    let array = try context.makeArray(shape, type: .int32)
    precondition(values.count == array.count, "\(values.count) values of an array of shape \(shape)")
    try queue.upload(HostMemory(values), to: array.buffer, byteOffset: 0)
    return array
  }

  /// An array full of NaN.
  package func unwritten(_ shape: [Int]) throws -> DeviceArray {
    let array = try context.makeArray(shape)
    try queue.fill(array.buffer, pattern: Float.nan.bitPattern)
    return array
  }

  /// Runs the launches in order, and waits: they may hold the only reference to scratch memory, which tests on
  /// other queues would otherwise be given while it is in use.
  package func run(_ launches: [any Launch]) throws {
    for launch in launches { try queue.enqueue(launch) }
    try queue.finish()
  }

  /// The array's elements, once all work is done.
  package func values(_ array: DeviceArray) throws -> [Float] {
    try queue.download(array.buffer, range: 0..<(array.count * 4)).wait().array(of: Float.self)
  }
}
