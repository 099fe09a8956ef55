import Device
import TestSupport
import Testing

@testable import Operations
@testable import Tuning

/// Which measurements count in which precision.
@Suite struct PrecisionSelectionTests {
  private static let shape = TiledShapes.shape(m: 8192, n: 256, k: 512)
  private static let tile = GroupTile.Size.tile128x32

  /// The product of an H200 that is not here, as it would be launched.
  private func launch(_ shape: ProductShape, _ context: OperationContext) throws -> AbsentLaunch {
    let product = shape.product(
      left: try context.makeArray([shape.leftCount]), right: try context.makeArray([shape.rightCount]),
      output: try context.makeArray([shape.outputCount]), bias: nil)
    return try #require(try product.launches(context).first as? AbsentLaunch)
  }

  private func tile(_ launch: AbsentLaunch) -> [String?] {
    ["TILE_M", "TILE_N", "PRECISION"].map { launch.program.macros[$0] }
  }

  private func execution(_ choices: [String: ProductChoice] = [:]) -> ExecutionContext {
    ExecutionContext(
      device: AbsentDevice(NamedDevice.named("h200")!.info), selection: ProductSelection(choices))
  }

  @Test func aMeasurementCountsInItsPrecisionAlone() throws {
    for measured in Precision.allCases {
      let choice: ProductChoice = measured == .float32 ? .group(tile: Self.tile) : .matrix(tile: Self.tile)
      let tuned = execution([Self.shape.key(in: measured): choice])
      for used in Precision.allCases {
        let context = tuned.operations(precision: used)
        let usual = tile(try launch(Self.shape, execution().operations(precision: used)))
        try #require(usual[1] != "32")
        let expected = used == measured ? ["128", "32", usual[2]] : usual
        // Of training, and of batches of any number of rows.
        for context in [context, context.fixingRows(), context.independentOfRows()] {
          #expect(tile(try launch(Self.shape, context)) == expected, "\(measured), \(used)")
        }
      }
    }
  }

  @Test func whatHasNoPrecisionIsOfFloat32() {
    #expect(Self.shape.key(in: .float32) == Self.shape.key)
    #expect(Self.shape.key(in: .tf32) == Self.shape.key + " tf32")
    for precision in Precision.allCases {
      #expect(ProductShape.precision(key: Self.shape.key(in: precision)) == precision)
    }
  }

  /// Products too small for matrix units remain float32's, and so do their measurements.
  @Test func smallProductsTakeThoseOfFloat32() throws {
    let small = TiledShapes.shape(m: 4, n: 128, k: 256)
    let tuned = execution([
      small.key(in: .float32): .group(tile: .tile32x128), small.key(in: .tf32): .matrix(tile: .tile64x32),
    ])
    let context = tuned.operations(precision: .tf32)
    #expect(context.precision(of: small) == .float32 && context.precision(of: Self.shape) == .tf32)
    #expect(tile(try launch(small, context)) == ["32", "128", nil])
  }

  /// A pixel's sum is over all taps that reach it, not over the channels alone, and takes as many steps.
  @Test func gradientsOfSmallImagesAreSliced() throws {
    let shape = TiledShapes.products(
      TiledShapes.windows(128, (9, 9), 32, outputs: 32, kernel: (3, 3), stride: 1, padding: 1))[2]
    let context = execution().operations(precision: .tf32).fixingRows()
    #expect(shape.isCol2im)
    #expect(try launch(shape, context).program.macros["SLICES"] == "4")
  }

  /// Another variant would sum in another order than that of other numbers of rows.
  @Test func batchesOfAnyRowsPassOverOtherVariants() throws {
    let choices: [String: ProductChoice] = [
      Self.shape.key(in: .float32): .matrix(tile: Self.tile),
      Self.shape.key(in: .bf16): .group(tile: Self.tile),
    ]
    for precision in [Precision.float32, .bf16] {
      let context = execution(choices).operations(precision: precision).independentOfRows()
      let usual = tile(try launch(Self.shape, execution().operations(precision: precision)))
      #expect(tile(try launch(Self.shape, context)) == usual)
    }
  }

  /// Its operands are rounded all the same.
  @Test func aCPUTakesThemToo() throws {
    let device = try Devices.select("cpu")
    let shape = ProductShape.plain(m: 17, n: 40, k: 30)
    let selection = ProductSelection([shape.key(in: .bf16): .group(tile: .tile32x32)])
    for precision in Precision.allCases {
      let context = OperationContext(device: device, selection: selection, precision: precision)
      let trial = try ProductTrial(shape, context: context, queue: device.makeQueue(profiling: false))
      #expect(try trial.fault(trial.product.launches(context)) == nil)
      #expect(context.choices.contains(.group) == (precision == .bf16))
    }
  }

  @Test func choicesOfPartsAreStored() throws {
    let choices: [ProductChoice] = [.group(tile: .tile32x32, splits: 3), .matrix(tile: .tile64x32)]
    let folder = try TemporaryFolder()
    let store = TuningStore(
      device: try Devices.select("cpu").info, folder: .init(filePath: folder.path),
      warn: { Issue.record("\($0)") })
    let entries = Dictionary(
      uniqueKeysWithValues: choices.map { ("\($0)", TuningEntry(choice: $0)) })
    #expect(store.save(entries) && store.load() == entries)
    #expect(choices.map(\.description) == ["group 32x32 in 3 splits", "matrix 64x32"])
  }
}
