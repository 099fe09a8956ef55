import CCLBlast
import COpenCL

/// A call of CLBlast's matrix product. It enqueues any number of kernels, which it builds at its first use of
/// a device. The event is that of the last kernel.
final class CLBlastLaunch: OpenCLWork {
  var name: String { product.batch == 1 ? "CLBlastSgemm" : "CLBlastSgemmStridedBatched" }
  private let product: LibraryProduct
  private let deviceName: String

  init(_ product: LibraryProduct, deviceName: String) {
    self.product = product
    self.deviceName = deviceName
  }

  func enqueue(on queue: cl_command_queue, event: UnsafeMutablePointer<cl_event?>?) throws {
    let (m, n, k) = (product.m, product.n, product.k)
    let leftTranspose = product.transposesLeft ? CLBlastTransposeYes : CLBlastTransposeNo
    let rightTranspose = product.transposesRight ? CLBlastTransposeYes : CLBlastTransposeNo
    let leftStride = product.transposesLeft ? m : k
    let rightStride = product.transposesRight ? k : n
    let beta: Float = product.accumulates ? 1 : 0
    func place(_ buffer: Buffer) -> (memory: cl_mem, offset: Int) {
      (buffer.openCL.object, buffer.byteOffset / MemoryLayout<Float>.size)
    }
    let (left, right, output) = (place(product.left), place(product.right), place(product.output))
    var pointer: cl_command_queue? = queue
    let status =
      product.batch == 1
      ? CLBlastSgemm(
        CLBlastLayoutRowMajor, leftTranspose, rightTranspose, m, n, k, 1, left.memory, left.offset,
        leftStride, right.memory, right.offset, rightStride, beta, output.memory, output.offset, n, &pointer,
        event)
      : CLBlastSgemmStridedBatched(
        CLBlastLayoutRowMajor, leftTranspose, rightTranspose, m, n, k, 1, left.memory, left.offset,
        leftStride, m * k, right.memory, right.offset, rightStride, k * n, beta, output.memory, output.offset,
        n, m * n, product.batch, &pointer, event)
    if status != CLBlastSuccess {
      throw DeviceError(
        call: name, code: Int32(status.rawValue), context: "\(product.label) on \(deviceName)")
    }
  }
}
