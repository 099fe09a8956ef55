/// The main line of a game of Go in the Smart Game Format, version 4 (Hollosi 2006).
struct GoRecord: Sendable, Equatable {
  /// A stone of black (0) or white (1) on a point, or a pass if the point is nil.
  struct Move: Sendable, Equatable {
    let player: Int
    let point: Int?
  }

  var size = 19
  var komi: Double?
  /// The stones on the board before the first move.
  var setup: [Move] = []
  var moves: [Move] = []

  init(size: Int, komi: Double? = nil) { (self.size, self.komi) = (size, komi) }

  private static let letters = Array("abcdefghijklmnopqrs")

  // MARK: Writing

  /// The text. Points are written as a letter from the left and a letter from the top.
  var text: String {
    var text = "(;GM[1]FF[4]CA[UTF-8]AP[Foresight]SZ[\(size)]"
    if let komi { text += "KM[\(komi)]" }
    for (player, property) in ["AB", "AW"].enumerated() {
      let points = setup.filter { $0.player == player }.map { "[\(name(of: $0.point))]" }
      if !points.isEmpty { text += property + points.joined() }
    }
    for move in moves { text += ";\(move.player == 0 ? "B" : "W")[\(name(of: move.point))]" }
    return text + ")"
  }

  private func name(of point: Int?) -> String {
    guard let point else { return "" }
    return "\(Self.letters[point % size])\(Self.letters[point / size])"
  }

  // MARK: Reading

  /// The main line of a text's first game. Nil if it is not a game of Go, or has a setup that is not
  /// supported: stones that are removed, or placed between moves.
  init?(text: String) {
    var reader = GoRecordReader(text)
    guard let nodes = reader.mainLine() else { return nil }
    let properties = nodes.flatMap { $0 }
    func value(_ name: String) -> String? { properties.first { $0.name == name }?.values.first }
    if let game = value("GM"), game.trimmed != "1" { return nil }
    guard let size = value("SZ").map({ Int($0.trimmed) }) ?? 19, (2...19).contains(size) else { return nil }
    self.init(size: size)
    if let komi = value("KM") {
      guard let number = Double(komi.trimmed), number.isFinite else { return nil }
      self.komi = number
    }
    for property in properties {
      switch property.name {
      case "B", "W":
        guard let value = property.values.first, let point = point(value.trimmed) else { return nil }
        moves.append(Move(player: property.name == "B" ? 0 : 1, point: point))
      case "AB", "AW":
        guard moves.isEmpty else { return nil }
        for value in property.values {
          guard let points = rectangle(value.trimmed) else { return nil }
          setup += points.map { Move(player: property.name == "AB" ? 0 : 1, point: $0) }
        }
      case "AE": return nil
      default: break
      }
    }
  }

  /// The point of a move, or nil for a pass; nil as a whole if the value is neither.
  private func point(_ value: String) -> Int?? {
    if value.isEmpty || value == "tt" && size <= 19 { return .some(nil) }
    return place(value).map { .some($0) }
  }

  private func place(_ value: some StringProtocol) -> Int? {
    let indices = value.map { Self.letters.firstIndex(of: $0) ?? size }
    guard indices.count == 2, indices.allSatisfy({ $0 < size }) else { return nil }
    return indices[1] * size + indices[0]
  }

  /// The point `aa`, or all points of the rectangle `aa:cc`.
  private func rectangle(_ value: String) -> [Int]? {
    let corners = value.split(separator: ":", omittingEmptySubsequences: false).map { place($0) }
    guard (1...2).contains(corners.count), let first = corners[0], let last = corners.last ?? nil else {
      return nil
    }
    let rows = min(first / size, last / size)...max(first / size, last / size)
    let columns = min(first % size, last % size)...max(first % size, last % size)
    return rows.flatMap { row in columns.map { row * size + $0 } }
  }
}

extension String {
  /// The text without surrounding blanks.
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
