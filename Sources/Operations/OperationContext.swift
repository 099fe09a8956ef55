import Device

/// The context in which operations bind launches: the device, the variants to use, and where memory comes
/// from.
///
/// An operation is a function that takes a context and arrays and returns `[any Launch]`. It allocates its
/// scratch memory when it is bound; the launches keep that memory alive.
package final class OperationContext {
  package let device: any Device

  /// If set, every operation that has this variant uses it; for tests.
  package let forced: KernelVariant?

  /// The choices for products that have been measured. `forced` takes precedence.
  package let selection: ProductSelection

  /// The source of random numbers; nil if nothing is drawn.
  package let draws: RandomDraws?

  /// Whether every run has the same rows, as in a training step. The order of a row's sums may then depend on
  /// the number of rows.
  package let fixesRows: Bool

  /// The precision of products.
  package let precision: Precision

  /// The variants chosen so far, in order, for reports.
  package private(set) var choices: [KernelVariant] = []

  /// The distinct products bound so far, for the tuner.
  package private(set) var products: [ProductShape] = []

  /// Called for every new array, including scratch memory; for tests, which fill arrays with NaN.
  private let prepare: ((DeviceArray) throws -> Void)?

  /// Allocates scratch memory of a number of bytes; nil to use the device's pool.
  private let allocate: ((_ byteCount: Int) throws -> Buffer)?

  package init(
    device: any Device, forced: KernelVariant? = nil, selection: ProductSelection = ProductSelection(),
    draws: RandomDraws? = nil, fixesRows: Bool = false, precision: Precision = .float32,
    allocate: ((_ byteCount: Int) throws -> Buffer)? = nil,
    prepare: ((DeviceArray) throws -> Void)? = nil
  ) {
    self.device = device
    self.forced = forced
    self.selection = selection
    self.draws = draws
    self.fixesRows = fixesRows
    self.precision = precision
    self.allocate = allocate
    self.prepare = prepare
  }

  /// A context that computes a row of a product in the same way whatever the number of rows.
  ///
  /// Blocks and tiles of one variant's kernels do not change the order of sums. Another variant, which may
  /// have been measured to be faster for some numbers of rows, would change it.
  package func independentOfRows() -> OperationContext {
    OperationContext(
      device: device, forced: forced, selection: selection.keepingPreferred(on: device.info),
      draws: draws, precision: precision, allocate: allocate, prepare: prepare)
  }

  /// The context of runs that have the same rows each time.
  package func fixingRows() -> OperationContext {
    OperationContext(
      device: device, forced: forced, selection: selection, draws: draws, fixesRows: true,
      precision: precision, allocate: allocate, prepare: prepare)
  }

  package var isCPU: Bool { device.info.isCPU }

  /// Whether operands of products are rounded before ordinary kernels multiply them.
  var roundsOperands: Bool { precision != .float32 && !hasMatrixUnits }

  /// Whether products of a lower precision run on the device's matrix units, or on emulated ones.
  private var hasMatrixUnits: Bool {
    forced == .matrix || forced == nil && device.info.matrixInstructions != nil
  }

  /// The precision that a product has here: float32 where it would leave matrix units nearly empty.
  package func precision(of shape: ProductShape) -> Precision {
    hasMatrixUnits && !shape.fillsMatrixUnits ? .float32 : precision
  }

  /// Whether a product runs on the device's matrix units if nothing has been measured.
  func usesMatrixUnits(for shape: ProductShape) -> Bool {
    forced == .matrix || hasMatrixUnits && precision(of: shape) != .float32
  }

  /// The choice that was measured to be the fastest for a product, in the precision that it has here; nil if there is
  /// none, and where a variant is forced.
  func savedChoice(for shape: ProductShape) -> ProductChoice? {
    forced == nil ? selection[shape, precision(of: shape)] : nil
  }

  /// The variant to use among those that an operation has (`variants` must not be empty).
  package func choose(among variants: [KernelVariant] = [.vector, .group]) -> KernelVariant {
    let preferred = KernelVariant.preferred(on: device.info)
    let choice =
      [forced, preferred].compactMap { $0 }.first { variants.contains($0) } ?? variants[0]
    note(choice)
    return choice
  }

  /// Notes a variant that was chosen in another way.
  func note(_ variant: KernelVariant) {
    if !choices.contains(variant) { choices.append(variant) }
  }

  /// Notes a product that is bound.
  func note(_ product: ProductShape) {
    if !products.contains(product) { products.append(product) }
  }

  /// Notes what was chosen and bound with another context that worked for this one.
  package func adoptNotes(of other: OperationContext) {
    other.choices.forEach(note)
    other.products.forEach(note)
  }

  /// An array for scratch memory or results, with undefined content.
  package func makeArray(_ shape: [Int], type: ElementType = .float32) throws -> DeviceArray {
    let byteCount = shape.product * type.byteCount
    let array = DeviceArray(
      buffer: try allocate?(byteCount) ?? device.makeBuffer(byteCount: byteCount), shape: shape, type: type)
    try prepare?(array)
    return array
  }

  /// Binds a kernel over `items` work-items, in work-groups of `local`. The global size is rounded up to
  /// whole work-groups, so the kernel must check for the edge.
  package func launch(
    _ name: String, in program: Program, _ arguments: [Argument], items: [Int], local: [Int]
  ) throws -> any Launch {
    let global = zip(items, local).map { ($0 + $1 - 1) / $1 * $1 }
    return try device.makeLaunch(name, in: program, arguments: arguments, global: global, local: local)
  }
}

extension Argument {
  /// An array's buffer as an argument.
  package static func array(_ array: DeviceArray) -> Argument { .buffer(array.buffer) }
}
