/// A kind of piece that notations write as a letter. Kinds are numbered from 0.
package protocol PieceKind: RawRepresentable<UInt8>, CaseIterable, Sendable {
  /// The upper-case letters of all kinds, in their order.
  static var letters: [Character] { get }
}

extension PieceKind {
  /// The kind's letter, in upper case.
  package var letter: Character { Self.letters[Int(rawValue)] }

  /// The kind's name, such as "pawn".
  package var name: String { "\(self)" }

  /// The kind of this letter, in either case; nil if there is none.
  init?(letter: Character) {
    guard let index = Self.letters.firstIndex(of: Character(letter.uppercased())) else { return nil }
    self.init(rawValue: UInt8(index))
  }
}
