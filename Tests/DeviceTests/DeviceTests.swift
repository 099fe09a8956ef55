import Device
import Testing

@Test func uploadedBytesComeBack() throws {
  let device = try Devices.select("cpu")
  let queue = try device.makeQueue(profiling: false)
  let buffer = try device.makeBuffer(byteCount: 4096)
  let values = (0..<1024).map { Int32($0) }
  try queue.upload(HostMemory(values), to: buffer, byteOffset: 0)
  #expect(try queue.download(buffer, range: nil).wait().array(of: Int32.self) == values)
}
