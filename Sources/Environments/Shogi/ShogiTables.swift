/// The squares that pieces attack from every square of a 9 × 9 board. Smaller boards mask them.
///
/// Sliding pieces: hyperbola quintessence (Kindervater and others) on 128 bits along ranks and diagonals, whose squares
/// lie in different bytes, so that the bytes in reverse order are the line in reverse order; a table for files.
///
/// Unchecked, because what the pointers lead to is written once, before anybody sees it, and never freed.
struct ShogiTables: @unchecked Sendable {
  static let shared = ShogiTables()

  /// [color, 81] each.
  let pawn, knight, silver, gold: UnsafePointer<UInt128>
  /// [81]
  let king: UnsafePointer<UInt128>
  /// The squares in front of a piece in its file: [color, 81].
  private let forward: UnsafePointer<UInt128>
  /// The squares on each line through a square, without the square itself: [81, rank and diagonals, padded to
  /// four].
  private let lines: UnsafePointer<UInt128>
  /// [the seven inner squares' occupancy, 9 ranks]
  private let files: UnsafePointer<UInt16>
  /// The squares strictly between two squares on a line; empty if no line joins them: [81, 81].
  private let between: UnsafePointer<UInt128>
  /// The squares of the whole line through two squares; empty if no line joins them: [81, 81].
  private let through: UnsafePointer<UInt128>
  /// [variant, color, of four]: see `mask`.
  private let masks: UnsafePointer<UInt128>

  private init() {
    // Steps in files and ranks, as black takes them: up is −1.
    let orthogonal = [(0, -1), (1, 0), (-1, 0), (0, 1)]
    let diagonal = [(1, -1), (-1, -1), (1, 1), (-1, 1)]
    let around = orthogonal + diagonal
    pawn = Self.steps([(0, -1)])
    knight = Self.steps([(1, -2), (-1, -2)])
    silver = Self.steps(diagonal + [(0, -1)])
    gold = Self.steps(orthogonal + [(1, -1), (-1, -1)])
    king = Self.steps(around)
    forward = Self.table(162) { Self.ray(from: $0 % 81, 0, $0 < 81 ? -1 : 1) }
    lines = Self.table(324) { index in
      guard index & 3 < 3 else { return 0 }
      let (file, rank) = [(1, 0), (1, 1), (1, -1)][index & 3]
      return Self.ray(from: index >> 2, file, rank) | Self.ray(from: index >> 2, -file, -rank)
    }
    let files = UnsafeMutablePointer<UInt16>.allocate(capacity: 128 * 9)
    for index in 0..<128 * 9 {
      let (rank, occupied) = (index % 9, UInt128(index / 9) << 1)
      let attacks = Self.ray(from: rank, 0, 1, until: occupied) | Self.ray(from: rank, 0, -1, until: occupied)
      files.advanced(by: index).initialize(to: UInt16(attacks))
    }
    self.files = UnsafePointer(files)
    between = Self.pairs(around) { first, second, file, rank in
      Self.ray(from: first, file, rank, until: 1 << second) & ~(1 << second)
    }
    through = Self.pairs(around) { first, second, file, rank in
      Self.ray(from: first, file, rank) | Self.ray(from: first, -file, -rank) | 1 << first
    }
    masks = Self.table(2 * 2 * 4) { index in
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

  private static func table(_ count: Int, _ value: (Int) -> UInt128) -> UnsafePointer<UInt128> {
    let table = UnsafeMutablePointer<UInt128>.allocate(capacity: count)
    for index in 0..<count { table.advanced(by: index).initialize(to: value(index)) }
    return UnsafePointer(table)
  }

  /// The steps of both players, [color, 81]. White's are black's rotated by 180°.
  private static func steps(_ steps: [(Int, Int)]) -> UnsafePointer<UInt128> {
    table(162) { index in
      let (square, sign) = (index % 81, index < 81 ? 1 : -1)
      var squares: UInt128 = 0
      for (file, rank) in steps {
        let (file, rank) = (square / 9 + file * sign, square % 9 + rank * sign)
        if (0..<9).contains(file), (0..<9).contains(rank) { squares |= 1 << UInt128(file * 9 + rank) }
      }
      return squares
    }
  }

  /// A value for each pair of squares on a line, given the direction from one to the other: [81, 81].
  private static func pairs(
    _ directions: [(Int, Int)], _ value: (_ first: Int, _ second: Int, _ file: Int, _ rank: Int) -> UInt128
  ) -> UnsafePointer<UInt128> {
    table(81 * 81) { index in
      let (first, second) = (index / 81, index % 81)
      for (file, rank) in directions where ray(from: first, file, rank) >> second & 1 != 0 {
        return value(first, second, file, rank)
      }
      return 0
    }
  }

  /// The squares in a direction, up to and including the first occupied one.
  private static func ray(
    from square: Int, _ files: Int, _ ranks: Int, until occupied: UInt128 = 0
  ) -> UInt128 {
    var squares: UInt128 = 0
    var (file, rank) = (square / 9 + files, square % 9 + ranks)
    while (0..<9).contains(file), (0..<9).contains(rank) {
      let bit: UInt128 = 1 << UInt128(file * 9 + rank)
      squares |= bit
      if occupied & bit != 0 { break }
      file += files
      rank += ranks
    }
    return squares
  }

  @inline(__always)
  func bishop(_ square: Int, _ occupied: UInt128) -> UInt128 {
    let lines = lines + square &<< 2
    return Self.attacks(square, along: lines[1], occupied) | Self.attacks(square, along: lines[2], occupied)
  }

  @inline(__always)
  func rook(_ square: Int, _ occupied: UInt128) -> UInt128 {
    file(square, occupied) | Self.attacks(square, along: lines[square &<< 2], occupied)
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

  @inline(__always)
  private static func attacks(_ square: Int, along line: UInt128, _ occupied: UInt128) -> UInt128 {
    let bit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: square)
    let forward = occupied & line
    let backward = forward.byteSwapped
    return ((forward &- bit) ^ (backward &- bit.byteSwapped).byteSwapped) & line
  }
}
