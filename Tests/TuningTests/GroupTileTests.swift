import Device
import TestSupport
import Testing

@testable import Operations
@testable import Tuning

/// Every tile of the GPU's product, on every way to read the operands.
@Suite struct GroupTileTests {
  /// Slices within a work-group are right; two other tiles' outputs are, and the same bits where k is one part. Compiling all tiles for all shapes would take
  /// minutes: the shapes take them in turn.
  @Test(arguments: TiledShapes.all.indices) func tilesAgree(index: Int) throws {
    let shape = TiledShapes.all[index]
    let device = DeviceAsGPU(try Devices.select("cpu"))
    let context = OperationContext(device: device, fixesRows: true)
    let queue = try device.makeQueue(profiling: false)
    let trial = try ProductTrial(shape, context: context, queue: queue)
    let output = trial.product.output
    var first: [UInt32]?
    let sizes = GroupTile.Size.allCases.filter {
      $0 != .slices32x32 && GroupTile.hasRegisters($0, of: trial.product)
    }
    let sliced = try trial.product.launches(.group(tile: .slices32x32), context)
    #expect(try trial.fault(#require(sliced)) == nil, "\(shape.key)")
    for size in [sizes[index % sizes.count], sizes[(index / sizes.count + index + 1) % sizes.count]] {
      let launches = try #require(try trial.product.launches(.group(tile: size), context))
      #expect(try trial.fault(launches) == nil, "\(size.rawValue), \(shape.key)")
      guard launches.count == 1 else { continue }
      let bits = try queue.download(output.buffer, range: 0..<(4 * output.count)).wait().array(
        of: UInt32.self)
      #expect(first == nil || first == bits, "\(size.rawValue), \(shape.key)")
      first = first ?? bits
    }
  }

  /// Images of 1 to 4 channels by work-items that are pixels: classes of fewer taps, lines that end within a block.
  @Test(arguments: [
    (TiledShapes.windows(3, (12, 10), 3, outputs: 8, kernel: (6, 6), stride: 2, padding: 0), true),
    (TiledShapes.windows(2, (7, 9), 1, outputs: 4, kernel: (4, 3), stride: 2, padding: 1), true),
    (TiledShapes.windows(2, (11, 10), 4, outputs: 12, kernel: (3, 5), stride: 3, padding: 2), true),
    (TiledShapes.windows(5, (5, 6), 2, outputs: 16, kernel: (3, 3), stride: 1, padding: 1), true),
    (TiledShapes.windows(2, (9, 8), 3, outputs: 8, kernel: (2, 2), stride: 3, padding: 0), true),
    (TiledShapes.windows(2, (9, 8), 5, outputs: 8, kernel: (2, 2), stride: 2, padding: 0), false),
    (TiledShapes.windows(2, (9, 8), 3, outputs: 6, kernel: (2, 2), stride: 2, padding: 0), false),
  ])
  func pixelsAreRight(geometry: ConvolutionGeometry, fits: Bool) throws {
    let context = OperationContext(device: DeviceAsGPU(try Devices.select("cpu")))
    for shape in TiledShapes.products(geometry) where shape.isCol2im {
      let trial = try ProductTrial(shape, context: context, queue: context.device.makeQueue(profiling: false))
      let launches = try trial.product.launches(.pixels, context)
      #expect((launches != nil) == fits)
      #expect((trial.product.defaultChoice(context) == .pixels) == fits)
      if let launches { #expect(try trial.fault(launches) == nil, "\(shape.key)") }
    }
  }

  @Test func aDeviceOfSmallWorkGroupsHasATile() throws {
    let device = DeviceAsGPU(try Devices.select("cpu"), localMemory: 16 << 10)
    let context = OperationContext(device: device)
    let trial = try ProductTrial(
      TiledShapes.all[0], context: context, queue: device.makeQueue(profiling: false))
    #expect(try trial.product.launches(.group(tile: .tile128x128), context) == nil)
    #expect(try trial.fault(trial.product.launches(context)) == nil)
  }

  /// Few rows take small tiles, many large ones; the gradient of a weight is cut along its depth.
  @Test func tilesFollowTheDevice() throws {
    let info = try DeviceAsGPU(Devices.select("cpu"), computeUnits: 132).info
    func plan(_ shape: ProductShape, fixesRows: Bool = false) throws -> GroupPlan {
      let array = DeviceArray(buffer: try Devices.select("cpu").makeBuffer(byteCount: 16), shape: [4])
      let product = shape.product(
        left: array, right: array, output: array, bias: shape.hasBias ? array : nil)
      return GroupPlan(product, info: info, fixesRows: fixesRows)
    }
    #expect(try plan(TiledShapes.shape(m: 4096, n: 4096, k: 4096)).tile.size == .tile128x128)
    #expect(try plan(TiledShapes.shape(m: 50, n: 200, k: 200)).tile.size == .tile32x32)
    #expect(try plan(TiledShapes.shape(m: 50, n: 200, k: 600), fixesRows: true).tile.size == .slices32x32)
    #expect(try plan(TiledShapes.shape(m: 50, n: 200, k: 600)).tile.slices == 1)
    #expect(try plan(TiledShapes.shape(m: 65536, n: 32, k: 32)).tile.n == 32)
    let gradient = try plan(TiledShapes.shape(m: 288, n: 32, k: 8192, accumulates: true, splitsDepth: true))
    #expect(gradient.splits > 4 && gradient.depth % 16 == 0)
    #expect(try plan(TiledShapes.shape(m: 288, n: 32, k: 8192)).splits == 1)
    // One tile, and fewer parts than units.
    #expect(
      try plan(TiledShapes.shape(m: 27, n: 32, k: 5376, accumulates: true, splitsDepth: true)).splits == 84)
  }
}
