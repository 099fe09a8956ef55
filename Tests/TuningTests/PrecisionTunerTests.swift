import Device
import TestSupport
import Testing

@testable import Operations
@testable import Tuning

/// The tuner below float32: on matrix units, which are emulated, and on a CPU, which rounds operands.
@Suite struct PrecisionTunerTests {
  private static let shape = ProductShape.plain(m: 40, n: 33, k: 200, accumulates: true)

  private static func absent(_ precision: Precision) -> OperationContext {
    OperationContext(device: AbsentDevice(NamedDevice.named("h200")!.info), precision: precision)
  }

  private func choices(_ shape: ProductShape, _ context: OperationContext) throws -> [ProductChoice] {
    let product = shape.product(
      left: try context.makeArray([shape.leftCount]), right: try context.makeArray([shape.rightCount]),
      output: try context.makeArray([shape.outputCount]), bias: nil)
    return product.choices(context, plans: 3)
  }

  @Test(arguments: [Precision.tf32, .bf16])
  func belowFloat32TilesOfMatrixUnitsAreTried(precision: Precision) throws {
    let choices = try choices(Self.shape, Self.absent(precision))
    #expect(choices.allSatisfy { $0.variant == .matrix } && Set(choices).count == choices.count)
    for size in GroupTile.Size.allCases where GroupTile(size, precision: precision) != nil {
      #expect(choices.contains(.matrix(tile: size)), "\(size)")
    }
    // At most three parts, as each has 64 of k at least.
    let splits = choices.compactMap { if case .matrix(_, let splits) = $0 { splits } else { nil } }
    #expect(!splits.isEmpty && splits.allSatisfy { 1...3 ~= $0 })
    let whole = try self.choices(.plain(m: 40, n: 33, k: 200), Self.absent(precision))
    #expect(whole.allSatisfy { if case .matrix(_, nil) = $0 { true } else { false } })
  }

  @Test func inFloat32MatrixUnitsAreAmongOthers() throws {
    let variants = Set(try choices(Self.shape, Self.absent(.float32)).map(\.variant))
    #expect(variants == [.group, .matrix, .clblast])
    // Too small for matrix units, so that it is computed in float32.
    let small = try choices(.plain(m: 4, n: 33, k: 200), Self.absent(.tf32))
    #expect(!small.isEmpty && small.allSatisfy { $0.variant != .matrix })
  }

  /// Two tiles, one of which multiplies operands that are not rounded.
  @Test(arguments: [Precision.tf32, .bf16]) func matrixUnitsAreChecked(precision: Precision) throws {
    let device = DeviceAsGPU(try Devices.select("cpu"), hasMatrixUnits: true)
    let exact = OperationContext(device: device)
    let tuner = try Tuner(device: device) { choice, product, context in
      #expect(context.precision == precision)
      switch choice {
      case .matrix(.tile64x32, nil), .matrix(.tile64x32, 2): return try product.launches(choice, context)
      case .matrix(.tile32x32, nil): return try product.launches(.group(tile: .tile32x32), exact)
      default: return nil
      }
    }
    let tuning = try tuner.tune(Self.shape, in: precision)
    func result(_ choice: ProductChoice) -> ProductTuning.Result? {
      tuning.results.first { $0.choice == choice }
    }
    #expect(try #require(result(.matrix(tile: .tile64x32))).seconds ?? 0 > 0)
    #expect(result(.matrix(tile: .tile32x32))?.failure?.hasPrefix("wrong: element ") == true)
    #expect(tuning.key.hasSuffix(" \(precision.rawValue)"))
    #expect(tuning.results.allSatisfy { $0.choice.variant == .matrix })
  }

  @Test(arguments: [Precision.tf32, .bf16]) func aCPUsKernelsAreChecked(precision: Precision) throws {
    let device = try Devices.select("cpu")
    let exact = OperationContext(device: device)
    var standard: ProductChoice?
    let tuner = try Tuner(device: device) { choice, product, context in
      standard = standard ?? product.defaultChoice(context)
      switch choice {
      case standard, .clblast: return try product.launches(choice, context)
      case .group(.tile32x32, nil): return try product.launches(choice, exact)
      default: return nil
      }
    }
    let tuning = try tuner.tune(Self.shape, in: precision)
    #expect(tuning.standard.choice.variant == .vector && tuning.standard.seconds ?? 0 > 0)
    for result in tuning.results {
      switch result.choice {
      case .clblast: #expect(result.seconds ?? 0 > 0)
      case .group(.tile32x32, nil): #expect(result.failure?.hasPrefix("wrong: element ") == true)
      default: break
      }
    }
  }
}
