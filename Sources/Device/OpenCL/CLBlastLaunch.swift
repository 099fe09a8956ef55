import CCLBlast
import COpenCL

/// A call of CLBlast's matrix product. It enqueues as many kernels as it likes, which it builds at its first use of a
/// device; the event is that of the last.
final class CLBlastLaunch: OpenCLWork {
  var name: String { product.batch == 1 ? "CLBlastSgemm" : "CLBlastSgemmStridedBatched" }
  private let product: LibraryProduct
  private let left: OpenCLBuffer
  private let right: OpenCLBuffer
  private let output: OpenCLBuffer

  init(_ product: LibraryProduct) {
    guard let left = product.left as? OpenCLBuffer, let right = product.right as? OpenCLBuffer,
      let output = product.output as? OpenCLBuffer
    else { preconditionFailure("a product of buffers of another driver") }
    self.product = product
    self.left = left
    self.right = right
    self.output = output
  }

  func enqueue(on queue: OpenCLQueue, event: UnsafeMutablePointer<cl_event?>?) throws {
    let (m, n, k) = (product.m, product.n, product.k)
    let leftTranspose = product.transposesLeft ? CLBlastTransposeYes : CLBlastTransposeNo
    let rightTranspose = product.transposesRight ? CLBlastTransposeYes : CLBlastTransposeNo
    let leftStride = product.transposesLeft ? m : k
    let rightStride = product.transposesRight ? k : n
    let beta: Float = product.accumulates ? 1 : 0
    var pointer: cl_command_queue? = queue.queue
    let status =
      product.batch == 1
      ? CLBlastSgemm(
        CLBlastLayoutRowMajor, leftTranspose, rightTranspose, m, n, k, 1, left.memory, 0, leftStride,
        right.memory, 0, rightStride, beta, output.memory, 0, n, &pointer, event)
      : CLBlastSgemmStridedBatched(
        CLBlastLayoutRowMajor, leftTranspose, rightTranspose, m, n, k, 1, left.memory, 0, leftStride, m * k,
        right.memory, 0, rightStride, k * n, beta, output.memory, 0, n, m * n, product.batch, &pointer, event)
    if status != CLBlastSuccess {
      throw DeviceError(
        call: name, code: Int32(status.rawValue), context: "\(product.label) on \(queue.device.info.name)")
    }
  }
}
