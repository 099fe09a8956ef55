import Device

/// What operations need to turn shapes into bound launches: the device, and which variant to use.
///
/// An operation is a function that takes a context and arrays and returns `[any Launch]`. It allocates what
/// scratch memory it needs when it is bound; the launches keep it alive.
package final class OperationContext {
  package let device: any Device

  /// Where set, every operation that has this variant uses it; for tests.
  package let forced: KernelVariant?

  /// How to compute the products that have been measured; `forced` comes before it.
  package let selection: ProductSelection

  /// What random draws depend on; nil where there are none.
  package let draws: RandomDraws?

  /// Whether every run has the same rows, as a training step has: then the order of a row's sums may depend on how many
  /// there are.
  package let fixesRows: Bool

  /// Of products.
  package let precision: Precision

  /// The variants chosen so far, in order, for reports.
  package private(set) var choices: [KernelVariant] = []

  /// The products bound so far, each once, for the tuner.
  package private(set) var products: [ProductShape] = []

  /// What is done to every new array, scratch memory too; for tests, which fill them with NaN.
  private let prepare: ((DeviceArray) throws -> Void)?

  /// Where scratch memory of so many bytes comes from; the device's pool where it is nil.
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

  /// A context that computes a row of a product in the same way whatever number of rows it stands among.
  ///
  /// Blocks and tiles of one variant's kernels do not bear on the order of sums; another variant's, which may have
  /// been measured to be faster for some numbers of rows, would.
  package func independentOfRows() -> OperationContext {
    OperationContext(
      device: device, forced: forced, selection: selection.keeping(.preferred(on: device.info)),
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

  /// Whether products of a lower precision run on the device's matrix units, or as if it had some.
  private var hasMatrixUnits: Bool {
    forced == .matrix || forced == nil && device.info.matrixInstructions != nil
  }

  /// Whether a product runs on the device's matrix units where nothing has been measured.
  func usesMatrixUnits(for product: Product) -> Bool {
    forced == .matrix || precision != .float32 && hasMatrixUnits && product.fillsMatrixUnits
  }

  /// The variant to use among those an operation has (never none).
  package func choose(among variants: [KernelVariant] = [.vector, .group]) -> KernelVariant {
    let preferred = KernelVariant.preferred(on: device.info)
    let choice =
      [forced, preferred].compactMap { $0 }.first { variants.contains($0) } ?? variants[0]
    note(choice)
    return choice
  }

  /// Notes a variant that was chosen otherwise.
  func note(_ variant: KernelVariant) {
    if !choices.contains(variant) { choices.append(variant) }
  }

  /// Notes a product that is bound.
  func note(_ product: ProductShape) {
    if !products.contains(product) { products.append(product) }
  }

  /// Notes what was chosen and bound with another context, which worked for this one.
  package func adoptNotes(of other: OperationContext) {
    other.choices.forEach(note)
    other.products.forEach(note)
  }

  /// Scratch or result memory; its content is undefined.
  package func makeArray(_ shape: [Int], type: ElementType = .float32) throws -> DeviceArray {
    let byteCount = shape.product * type.byteCount
    let array = DeviceArray(
      buffer: try allocate?(byteCount) ?? device.makeBuffer(byteCount: byteCount), shape: shape, type: type)
    try prepare?(array)
    return array
  }

  /// A bound kernel over `items` work-items, in work-groups of `local` (the global size is rounded up to them,
  /// so the kernel guards its edge).
  package func launch(
    _ name: String, in program: Program, _ arguments: [Argument], items: [Int], local: [Int]
  ) throws -> any Launch {
    let global = zip(items, local).map { ($0 + $1 - 1) / $1 * $1 }
    return try device.makeLaunch(name, in: program, arguments: arguments, global: global, local: local)
  }
}

extension Argument {
  /// An array's buffer.
  package static func array(_ array: DeviceArray) -> Argument { .buffer(array.buffer) }
}
