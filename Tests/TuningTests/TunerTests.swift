import Device
import Operations
import Testing
import Tuning

/// What may win, and what must lose.
@Suite struct TunerTests {
  private struct Broken: Error {}

  private static let shape = ProductShape.plain(m: 17, n: 18, k: 19, accumulates: true)

  /// Tunes with the default, the small tile and CLBlast alone; `spoil` replaces a variant's launches.
  private func tune(
    _ shape: ProductShape = shape, spoil: @escaping (ProductChoice, [any Launch]) throws -> [any Launch]
  ) throws -> ProductTuning {
    var standard: ProductChoice?
    let tuner = try Tuner(device: Devices.select("cpu")) { choice, product, context in
      standard = standard ?? product.defaultChoice(context)
      guard [standard, .group(tile: .tile32x32), .clblast].contains(choice) else { return nil }
      return try product.launches(choice, context).map { try spoil(choice, $0) }
    }
    return try tuner.tune(shape)
  }

  private func result(_ tuning: ProductTuning, _ choice: ProductChoice) -> ProductTuning.Result? {
    tuning.results.first { $0.choice == choice }
  }

  @Test func everyVariantIsMeasured() throws {
    let tuning = try tune { $1 }
    for choice in [tuning.standard.choice, .group(tile: .tile32x32), .clblast] {
      #expect(try #require(result(tuning, choice)).seconds ?? 0 > 0)
    }
    #expect(tuning.standard.choice.variant == .vector)
    #expect(result(tuning, .group(tile: .tile128x64))?.failure == "the device cannot run it")
    // Its loads of single floats would spill registers.
    #expect(result(tuning, .group(tile: .tile128x128)) == nil)
    #expect(tuning.best?.failure == nil)
  }

  @Test func aWrongVariantLoses() throws {
    // Added twice instead of once.
    let tuning = try tune { choice, launches in choice == .clblast ? launches + launches : launches }
    let failure = try #require(result(tuning, .clblast)?.failure)
    #expect(failure.hasPrefix("wrong: element ") && failure.contains("but should be"))
    #expect(result(tuning, .clblast)?.seconds == nil)
    #expect(tuning.best?.choice != .clblast)
  }

  @Test func aVariantThatWritesNothingLoses() throws {
    let tuning = try tune(.plain(m: 3, n: 4, k: 5)) { choice, launches in choice == .clblast ? [] : launches }
    #expect(result(tuning, .clblast)?.failure?.contains("nan") == true)
  }

  @Test func aVariantThatFailsLoses() throws {
    let tuning = try tune { choice, launches in
      if choice == .group(tile: .tile32x32) { throw Broken() }
      return launches
    }
    #expect(result(tuning, .group(tile: .tile32x32))?.failure == "Broken()")
    #expect(tuning.best != nil)
  }

  @Test func aWrongDefaultIsReplaced() throws {
    let tuning = try tune { choice, launches in
      choice.variant == .vector ? launches + launches : launches
    }
    #expect(tuning.standard.failure != nil)
    #expect(tuning.best?.choice.variant != .vector)
    #expect(tuning.entry.choice == tuning.best?.choice && tuning.entry.choice != nil)
  }

  @Test func nothingWinsWhereAllAreWrong() throws {
    let tuning = try tune { $1 + $1 }
    #expect(tuning.best == nil && tuning.winner == nil && tuning.entry.choice == nil)
  }
}
