import Foundation

/// Handicap stones, and games in files.
extension GoTextProtocol {
  // MARK: Handicap

  mutating func placeFixedHandicap(_ text: String) -> Result<String, GoTextFailure> {
    guard let count = Int(text) else { return .failure(.syntaxError) }
    guard let points = GoTextHandicap.fixed(count, size: game.size) else {
      return .failure(.invalidNumberOfStones)
    }
    return place(points)
  }

  mutating func placeFreeHandicap(_ text: String) -> Result<String, GoTextFailure> {
    guard let count = Int(text) else { return .failure(.syntaxError) }
    guard count >= 2, game.size >= 3 else { return .failure(.invalidNumberOfStones) }
    return place(GoTextHandicap.free(count, size: game.size))
  }

  mutating func setHandicap(_ vertices: [String]) -> Result<String, GoTextFailure> {
    let points = vertices.compactMap { game.action(named: $0) }
    guard points.count == vertices.count, !points.contains(game.pass), Set(points).count == points.count,
      points.count < game.pass
    else { return .failure(.badVertexList) }
    return place(points).map { _ in "" }
  }

  /// Places black's stones on an empty board, with white's passes between them. Returns their names.
  private mutating func place(_ points: [Int]) -> Result<String, GoTextFailure> {
    guard isEmpty else { return .failure(.boardNotEmpty) }
    var next = self
    for point in points {
      next.give(turnTo: 0)
      guard next.game.isLegal(point) else { return .failure(.badVertexList) }
      _ = next.game.step(point)
    }
    next.record = record
    next.record.setup = points.map { GoRecord.Move(player: 0, point: $0) }
    next.record.moves = []
    next.earlier.append((game, record))
    self = next
    return .success(points.map { game.name(of: $0) }.joined(separator: " "))
  }

  private var isEmpty: Bool { (0..<game.pass).allSatisfy { game.player(at: $0) == nil } }

  // MARK: Files

  /// `loadsgf FILE [MOVE]`: loads the position before the move of this number, counted from 1, or the last
  /// position.
  mutating func load(_ arguments: [String]) -> Result<String, GoTextFailure> {
    var before = Int.max
    if arguments.count > 1 {
      guard let number = Int(arguments[1]), number >= 1 else { return .failure(.syntaxError) }
      before = number
    }
    guard let data = FileManager.default.contents(atPath: arguments[0]), data.count <= Self.maximumBytes,
      let loaded = GoRecord(text: String(decoding: data, as: UTF8.self)), sizes.contains(loaded.size)
    else { return .failure(.cannotLoadFile) }
    var next = self
    next.clear(size: loaded.size)
    if let komi = loaded.komi { next.game.komi = komi }
    for move in loaded.setup {
      next.give(turnTo: move.player)
      guard let point = move.point, next.game.isLegal(point) else { return .failure(.cannotLoadFile) }
      _ = next.game.step(point)
    }
    next.record.setup = loaded.setup
    next.record.moves = []
    for move in loaded.moves.prefix(before - 1) {
      next.give(turnTo: move.player)
      let action = move.point ?? next.game.pass
      guard next.game.isLegal(action) else { return .failure(.cannotLoadFile) }
      next.earlier.append((next.game, next.record))
      next.step(action)
    }
    self = next
    return .success("")
  }

  /// `printsgf [FILE]`: writes the game as text, to the answer or to the file.
  func printRecord(_ arguments: [String]) -> Result<String, GoTextFailure> {
    var stored = record
    stored.komi = game.komi
    guard let path = arguments.first else { return .success(stored.text) }
    do {
      try Data((stored.text + "\n").utf8).write(to: URL(filePath: path), options: .atomic)
      return .success("")
    } catch {
      return .failure(.cannotWriteFile)
    }
  }

  /// More bytes than any game has.
  private static let maximumBytes = 1 << 24
}

extension Go {
  /// The actions of a cleanup, when all agree that the game is over except for captures: all moves that do
  /// not fill an own eye, and the pass if there is no other.
  var cleanupActions: [Int] {
    let moves = (legalActions ?? []).filter { $0 != pass && !fillsEye($0) }
    return moves.isEmpty ? [pass] : moves
  }

  /// Whether all adjacent points belong to the player to move.
  private func fillsEye(_ point: Int) -> Bool {
    let (row, column) = (point / size, point % size)
    let around = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    return around.allSatisfy { row, column in
      guard (0..<size).contains(row), (0..<size).contains(column) else { return true }
      return player(at: row * size + column) == playerToMove
    }
  }
}
