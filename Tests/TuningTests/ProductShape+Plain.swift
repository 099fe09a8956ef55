@testable import Operations

extension ProductShape {
  /// A product of plain matrices.
  static func plain(m: Int, n: Int, k: Int, accumulates: Bool = false) -> ProductShape {
    ProductShape(
      m: m, n: n, k: k, batch: 1, left: .rows, right: .rows, hasBias: false, accumulates: accumulates,
      splitsDepth: accumulates, isCol2im: false, geometry: nil)
  }
}
