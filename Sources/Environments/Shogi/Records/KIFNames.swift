/// The Japanese names of squares, pieces and handicaps in KIF.
enum KIFNames {
  private static let files = Array("１２３４５６７８９")
  private static let ranks = Array("一二三四五六七八九")
  private static let numerals = Array("〇一二三四五六七八九")

  /// The names of pieces, those that others begin with behind them; the first of each is the one that is written.
  private static let pieces: [(name: String, kind: ShogiPieceKind, isPromoted: Bool)] = [
    ("成香", .lance, true), ("成桂", .knight, true), ("成銀", .silver, true), ("と", .pawn, true),
    ("馬", .bishop, true), ("龍", .rook, true), ("竜", .rook, true), ("歩", .pawn, false),
    ("香", .lance, false), ("桂", .knight, false), ("銀", .silver, false), ("金", .gold, false),
    ("角", .bishop, false), ("飛", .rook, false), ("玉", .king, false), ("王", .king, false),
    ("杏", .lance, true), ("圭", .knight, true), ("全", .silver, true),
  ]

  /// The names on a board, where a piece has one letter.
  private static let shortNames: [ShogiPieceKind: String] = [.lance: "杏", .knight: "圭", .silver: "全"]

  /// The positions in which games with a handicap begin; white moves first.
  static let handicaps: [String: String] = [
    "香落ち": "lnsgkgsn1/1r5b1", "右香落ち": "1nsgkgsnl/1r5b1", "角落ち": "lnsgkgsnl/1r7",
    "飛車落ち": "lnsgkgsnl/7b1", "飛香落ち": "lnsgkgsn1/7b1", "二枚落ち": "lnsgkgsnl/9", "三枚落ち": "lnsgkgsn1/9",
    "四枚落ち": "1nsgkgsn1/9", "六枚落ち": "2sgkgs2/9", "八枚落ち": "3gkg3/9", "十枚落ち": "4k4/9",
  ]

  /// The name of a file, such as "７" for index 6.
  static func file(_ index: Int) -> String { String(files[index]) }

  /// The name of a square, such as "７六".
  static func name(_ square: Int) -> String { "\(files[square / 9])\(ranks[square % 9])" }

  /// The square of that name, whose file may be an ordinary digit; nil where there is none.
  static func square(_ name: Substring) -> Int? {
    let letters = Array(name)
    guard letters.count == 2, let rank = ranks.firstIndex(of: letters[1]),
      let file = files.firstIndex(of: letters[0]) ?? "123456789".map({ $0 }).firstIndex(of: letters[0])
    else { return nil }
    return file * 9 + rank
  }

  /// The name of a piece, such as "歩"; on a board it has one letter.
  static func name(_ kind: ShogiPieceKind, isPromoted: Bool, onBoard: Bool = false) -> String {
    if onBoard, isPromoted, let name = shortNames[kind] { return name }
    return pieces.first { $0.kind == kind && $0.isPromoted == isPromoted }?.name ?? ""
  }

  /// The piece that a text begins with, and how many letters name it; nil where it begins with none.
  static func piece(at text: Substring) -> (kind: ShogiPieceKind, isPromoted: Bool, length: Int)? {
    pieces.first { text.hasPrefix($0.name) }.map { ($0.kind, $0.isPromoted, $0.name.count) }
  }

  /// The numeral of a number from 1 to 18, such as "十八".
  static func numeral(_ number: Int) -> String {
    (number >= 10 ? "十" : "") + (number % 10 > 0 ? String(numerals[number % 10]) : "")
  }

  /// The number of that name, 1 where there is none; nil where the text is no number up to 18.
  static func number(_ text: Substring) -> Int? {
    if text.isEmpty { return 1 }
    if let number = Int(text) { return number }
    return (1...18).first { numeral($0) == text }
  }

  /// The ranks' letters at the right of a board.
  static func rank(_ index: Int) -> String { String(ranks[index]) }
}
