/// The squares that pieces attack from every square of a 9 × 9 board. Smaller boards mask them.
///
/// Sliding pieces: hyperbola quintessence (Kindervater and others) on 128 bits along ranks and diagonals, whose squares
/// lie in different bytes, so that the bytes in reverse order are the line in reverse order; a table for files.
///
/// Unchecked, because what the pointers lead to is written once, before anybody sees it, and never freed.
struct ShogiTables: @unchecked Sendable {
  static let shared = ShogiTables()

  private typealias Lines = BoardLines<UInt128>

  /// [color, 81] each.
  let pawn, knight, silver, gold: UnsafePointer<UInt128>
  /// [81]
  let king: UnsafePointer<UInt128>
  /// The squares in front of a piece in its file: [color, 81].
  private let forward: UnsafePointer<UInt128>
  private let lines, between, through: UnsafePointer<UInt128>
  /// [the seven inner squares' occupancy, 9 ranks]
  private let files: UnsafePointer<UInt16>
  /// [variant, color, of four]: see `mask`.
  private let masks: UnsafePointer<UInt128>

  private init() {
    let board = Lines(side: 9)
    // Steps in files and ranks, as black takes them: up is −1.
    let orthogonal = [(0, -1), (1, 0), (-1, 0), (0, 1)]
    let diagonal = [(1, -1), (-1, -1), (1, 1), (-1, 1)]
    pawn = board.steps([(0, -1)])
    knight = board.steps([(1, -2), (-1, -2)])
    silver = board.steps(diagonal + [(0, -1)])
    gold = board.steps(orthogonal + [(1, -1), (-1, -1)])
    king = board.steps(orthogonal + diagonal)
    forward = Lines.table(162) { board.ray(from: $0 % 81, 0, $0 < 81 ? -1 : 1) }
    (lines, between, through, files) = (board.lines, board.between, board.through, board.row())
    masks = Lines.table(2 * 2 * 4) { index in
      let variant = ShogiVariant.allCases[index >> 3]
      let count = [variant.promotionRanks, 1, 2, variant.size][index & 3]
      let isBlack = index >> 2 & 1 == 0
      return Self.ranks(isBlack ? 0..<count : variant.size - count..<variant.size, size: variant.size)
    }
  }

  /// A set of a player's last ranks: the promotion zone, the last rank, the last two, or all.
  enum Mask: Int { case promotion, last, lastTwo, board }

  /// A set of the last ranks, as seen by a player.
  @inline(__always)
  func mask(_ mask: Mask, _ variant: ShogiVariant, _ color: ShogiColor) -> UInt128 {
    masks[Int(variant.rawValue) &<< 3 | Int(color.rawValue) &<< 2 | mask.rawValue]
  }

  private static func ranks(_ ranks: Range<Int>, size: Int) -> UInt128 {
    var squares: UInt128 = 0
    for file in 0..<size { for rank in ranks { squares |= 1 << UInt128(file * 9 + rank) } }
    return squares
  }

  @inline(__always)
  func bishop(_ square: Int, _ occupied: UInt128) -> UInt128 {
    let lines = lines + square &<< 2
    return Lines.attacks(square, along: lines[1], occupied) | Lines.attacks(square, along: lines[2], occupied)
  }

  @inline(__always)
  func rook(_ square: Int, _ occupied: UInt128) -> UInt128 {
    file(square, occupied) | Lines.attacks(square, along: lines[square &<< 2], occupied)
  }

  @inline(__always)
  func lance(_ color: ShogiColor, _ square: Int, _ occupied: UInt128) -> UInt128 {
    file(square, occupied) & forward[Int(color.rawValue) &* 81 &+ square]
  }

  @inline(__always)
  func between(_ first: Int, _ second: Int) -> UInt128 { between[first &* 81 &+ second] }

  @inline(__always)
  func line(_ first: Int, _ second: Int) -> UInt128 { through[first &* 81 &+ second] }

  @inline(__always)
  private func file(_ square: Int, _ occupied: UInt128) -> UInt128 {
    let rank = square % 9
    let first = UInt128(truncatingIfNeeded: square &- rank)
    let inner = Int(truncatingIfNeeded: occupied &>> (first &+ 1)) & 127
    return UInt128(files[inner &* 9 &+ rank]) &<< first
  }
}
