import Device
import TestSupport
import Testing

@testable import Operations
@testable import Tuning

/// Products on matrix units, emulated: every way to read the operands, in every precision.
@Suite struct MatrixUnitTests {
  private static func sizes(_ precision: Precision) -> [GroupTile.Size] {
    GroupTile.Size.allCases.filter { GroupTile($0, precision: precision) != nil }
  }

  /// Of runs that have the same rows each time, which alone may have slices of k.
  private static func context(_ precision: Precision) throws -> OperationContext {
    OperationContext(
      device: DeviceAsGPU(try Devices.select("cpu")), fixesRows: true, precision: precision)
  }

  /// Shapes take the tiles and the precisions in turn, as compiling all of them would take minutes. The reference's operands
  /// are rounded; what lanes hold decides the rest.
  @Test(arguments: TiledShapes.all.indices) func tilesAreRight(index: Int) throws {
    let shape = TiledShapes.all[index]
    let precision = Precision.allCases[(index + index / 6) % Precision.allCases.count]
    let context = try Self.context(precision)
    let trial = try ProductTrial(shape, context: context, queue: context.device.makeQueue(profiling: false))
    let sizes = Self.sizes(precision)
    let size = sizes[index % sizes.count]
    let launches = try #require(try trial.product.launches(.matrix(tile: size), context))
    #expect(try trial.fault(launches) == nil, "\(size.rawValue), \(precision), \(shape.key)")
  }

  /// A CPU's kernels read operands that are rounded before, to the bit.
  @Test(arguments: [Precision.tf32, .bf16], [KernelVariant.vector, .group])
  func otherKernelsReadRoundedOperands(precision: Precision, variant: KernelVariant) throws {
    let device = try Devices.select("cpu")
    let context = OperationContext(device: device, forced: variant, precision: precision)
    let queue = try device.makeQueue(profiling: false)
    let values: [Float] = [
      1 + 0x1p-11, 1 + 0x1p-12, -1 - 0x1p-11, 1 + 0x1p-8, 1 + 0x3p-8, 3.4e38, -0, 0.1, -2.7, 1e-30, 65_537,
    ]
    func array(_ values: [Float]) throws -> DeviceArray {
      let array = try context.makeArray([values.count])
      try queue.upload(HostMemory(values), to: array.buffer, byteOffset: 0)
      return array
    }
    let output = try context.makeArray([values.count])
    let product = Product(
      m: values.count, n: 1, k: 1, left: try array(values), right: try array([1.001]), output: output)
    for launch in try product.launches(context) { try queue.enqueue(launch) }
    let products: [Float] = try queue.download(output.buffer, range: 0..<4 * values.count).wait().array()
    #expect(products == values.map { precision.rounded($0) * precision.rounded(1.001) })
  }

  /// Ties go away from zero in TF32, and to the even neighbour in bf16.
  @Test func numbersAreRoundedToTheNearest() {
    #expect(Precision.tf32.rounded(1 + 0x1p-11) == 1 + 0x1p-10)
    #expect(Precision.tf32.rounded(1 + 0x1.fp-12) == 1)
    #expect(Precision.tf32.rounded(-1 - 0x1p-11) == -1 - 0x1p-10)
    #expect(Precision.bf16.rounded(1 + 0x1p-8) == 1)
    #expect(Precision.bf16.rounded(1 + 0x3p-8) == 1 + 0x1p-6)
    #expect(Precision.bf16.rounded(.infinity) == .infinity && Precision.tf32.rounded(.nan).isNaN)
    #expect(Precision.float32.rounded(0.1) == 0.1)
  }
}
