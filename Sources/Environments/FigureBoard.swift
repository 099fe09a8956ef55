/// A game whose pieces have Unicode symbols.
package protocol FigureBoard {
  /// The text for people as in `Environment.text`, optionally with symbols instead of letters.
  func text(figures: Bool) -> String
}
