/// A value that a kernel of a scan is given or stores, in each step or before the first.
struct ScanValue: Hashable, Comparable {
  enum Kind: String {
    case carry, input, constant, carryCotangent, cotangent, residual
  }

  let kind: Kind
  let index: Int

  init(_ kind: Kind, _ index: Int) { (self.kind, self.index) = (kind, index) }

  static func < (a: ScanValue, b: ScanValue) -> Bool {
    (a.kind.rawValue, a.index) < (b.kind.rawValue, b.index)
  }

  var name: String { "\(kind.rawValue) \(index)" }
}
