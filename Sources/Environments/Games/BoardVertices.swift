/// Names of a board's points as in the Go Text Protocol: a letter from left to right, without I, and a number
/// from the bottom up.
struct BoardVertices: Sendable {
  /// The largest number of columns for which there are letters.
  static let maximum = letters.count
  private static let letters = Array("ABCDEFGHJKLMNOPQRSTUVWXYZ")

  let width: Int
  let height: Int

  /// The columns' letters, from left to right.
  var columns: [String] { Self.letters.prefix(width).map { String($0) } }

  /// The name of a point (row · width + column, from the top), such as "D4".
  func name(of point: Int) -> String { "\(Self.letters[point % width])\(height - point / width)" }

  /// The point of this name, in either case; nil if the board has none.
  func point(named name: String) -> Int? {
    guard let letter = name.uppercased().first, let column = Self.letters.firstIndex(of: letter),
      column < width,
      name.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(name.dropFirst()),
      (1...height).contains(number)
    else { return nil }
    return (height - number) * width + column
  }
}
